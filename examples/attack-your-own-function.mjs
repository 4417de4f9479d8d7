// Attacks a function written by hand: whatever has a gradient can be attacked, without an ONNX model.
//
// The function tells warm pictures from cold and gray ones, by scores that depend on one number: mean red minus mean blue.
//
// usage: node examples/attack-your-own-function.mjs
import { deepFool, hopSkipJump, igsm } from 'pixel-deflection/attacks';

const width = 24;
const height = 16;
const pixels = width * height;
const names = ['warm', 'cold', 'gray'];

/** Mean red minus mean blue, in parts of the range. */
function warmth({ data }) {
  let sum = 0;
  for (let i = 0; i < data.length; i += 3) sum += data[i] - data[i + 2];
  return sum / pixels / 255;
}
/** The scores of a warmth, and their derivatives. */
const scores = (t) => Float32Array.of(20 * t, -20 * t, 2 - 200 * t * t);
const slopes = (t) => [20, -20, -400 * t];

// The six members that an attack needs.
const model = {
  width,
  height,
  classes: names.length,
  bounds: [0, 255],
  logits: async (images) => images.map((image) => scores(warmth(image))),
  inputGradient: async (images, cotangent) => {
    const logits = images.map((image) => scores(warmth(image)));
    const gradients = images.map((image, i) => {
      // A vector for each picture, or a loss: a function from the picture's scores to that vector.
      const vector = typeof cotangent === 'function' ? cotangent(logits[i], i) : cotangent[i];
      const slope = slopes(warmth(image)).reduce((sum, value, c) => sum + value * vector[c], 0) / pixels / 255;
      return Float32Array.from(image.data, (_, k) => [slope, 0, -slope][k % 3]);
    });
    return { logits, gradients };
  },
};

/** A picture of one colour with a little texture. */
const paint = (...colour) => ({
  width,
  height,
  data: Uint8Array.from({ length: pixels * 3 }, (_, i) => colour[i % 3] + ((i * 7) % 11)),
});
const pictures = [paint(150, 90, 60), paint(130, 120, 105), paint(100, 110, 140), paint(120, 121, 122)];

async function show(title, options) {
  console.log(title);
  for (const result of await igsm(model, pictures, options)) {
    const { label, iterations, successAfterRounding, predictionAfterRounding, distancesAfterRounding } = result;
    const { linf, psnr } = distancesAfterRounding;
    console.log(
      `  ${names[label]} → ${names[predictionAfterRounding]}: ${successAfterRounding ? 'success' : 'failure'}, ` +
        `${iterations} steps, L∞ ${linf}, PSNR ${psnr.toFixed(2)} dB`,
    );
  }
}

await show('ε 8, all steps', { epsilon: 8, step: 1 });
await show('ε 16, no more steps than needed for an 8-bit file', {
  epsilon: 16,
  step: 1,
  iterations: 16,
  earlyStop: true,
  surviveRounding: true,
});
await show('ε 50, to given classes', { epsilon: 50, step: 5, targets: [2, 2, 2, 0] });

console.log('The nearest adversary: by its gradient, and by nothing but the names that it gives');
const nearest = await deepFool(model, pictures);
const blind = { ...model, inputGradient: () => Promise.reject(new Error('nobody asks for it')) };
// Where it begins: pictures of another class, as noise is gray too.
const starts = [3, 3, 3, 0].map((i) => pictures[i]);
const byNames = await hopSkipJump(blind, pictures, { starts, queries: 2000, seed: 1 });
for (const [i, { label, prediction, distances, gradients }] of nearest.entries()) {
  const { prediction: named, distances: far, queries } = byNames[i];
  console.log(
    `  ${names[label]} → ${names[prediction]}: L2 ${distances.l2.toFixed(1)}, ${gradients} gradients; ` +
      `→ ${names[named]}: L2 ${far.l2.toFixed(1)}, ${queries} queries`,
  );
}
