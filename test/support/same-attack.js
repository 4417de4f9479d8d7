// Runs in Node and in browsers, unchanged: attacks a function written by hand, and gives all that comes out.

const width = 12;
const height = 8;
const samples = width * height * 3;
const classes = 3;
/** Weights and samples that need no randomness, by arithmetic that the language fixes. */
const weight = (c, i) => (((i * 37 + c * 101) % 61) - 30) / 3000;

const scores = ({ data }) =>
  Float32Array.from({ length: classes }, (_, c) => data.reduce((sum, v, i) => sum + weight(c, i) * (v - 128), 0));

const model = {
  width,
  height,
  classes,
  bounds: [0, 255],
  logits: async (images) => images.map(scores),
  inputGradient: async (images, loss) => {
    const logits = images.map(scores);
    const gradients = logits.map((row, n) => {
      const cotangent = loss(row, n);
      return Float32Array.from({ length: samples }, (_, i) =>
        cotangent.reduce((sum, v, c) => sum + v * weight(c, i), 0),
      );
    });
    return { logits, gradients };
  },
};

/** @param {typeof import('../../dist/attacks/index.js')} library */
export async function attackNumbers({ igsm }) {
  const pictures = [3, 5, 7].map((n) => ({
    width,
    height,
    channels: 3,
    data: Float32Array.from({ length: samples }, (_, i) => 100 + ((i * n) % 53)),
  }));
  const results = await igsm(model, pictures, { epsilons: [1, 2.5, 9], step: 0.75, surviveRounding: true });
  return results.flat().map(({ adversary, rounded, ...rest }) => ({
    ...rest,
    adversary: [...adversary.data],
    rounded: [...rounded.data],
  }));
}
