import { describe, expect, it } from 'vitest';
import { picture } from '../../test/support/pictures.js';
import { smallInput } from '../../test/support/small-classifier.js';
import type { CardInput } from './card.js';
import { checkPictures, fromGradient, toTensor } from './tensors.js';

const odd: CardInput = { ...smallInput, scale: 1 / 51, mean: [0.1, 0.2, 0.3], deviation: [0.5, 0.25, 2] };

/** What the card of a tensor says about each of its elements. */
function expected(
  image: { data: ArrayLike<number> },
  input: CardInput,
  at: readonly [y: number, x: number, c: number],
) {
  const [y, x, c] = at;
  const colour = input.channelOrder === 'RGB' ? c : 2 - c;
  return (image.data[(y * input.width + x) * 3 + colour] * input.scale - input.mean[c]) / input.deviation[c];
}

const cards: CardInput[] = (['NCHW', 'NHWC'] as const).flatMap((layout) =>
  (['RGB', 'BGR'] as const).map((channelOrder) => ({ ...odd, layout, channelOrder })),
);

describe.each(cards)('$layout $channelOrder', (input) => {
  const images = [picture(8, 6), picture(8, 6, 3, 'bytes', 2)];

  it('puts every sample where the card says, as (v * scale - mean) / deviation', () => {
    const { data, dims } = toTensor(images, input, 3);
    expect(dims).toEqual(input.layout === 'NCHW' ? [3, 3, 6, 8] : [3, 6, 8, 3]);
    for (const [n, image] of images.entries()) {
      for (let i = 0; i < 144; i++) {
        const at = (
          input.layout === 'NCHW'
            ? [Math.floor(i / 8) % 6, i % 8, Math.floor(i / 48)]
            : [Math.floor(i / 24), Math.floor(i / 3) % 8, i % 3]
        ) as [number, number, number];
        expect(data[n * 144 + i]).toBeCloseTo(expected(image, input, at), 5);
      }
    }
    expect(data.subarray(288).every((v) => v === 0)).toBe(true);
  });

  it('brings gradients back: the transposed of what it does to differences', () => {
    const [a] = images;
    const cotangent = Float32Array.from({ length: 144 }, (_, i) => Math.sin(i));
    const gradient = fromGradient(cotangent, input);
    const { data: from } = toTensor([a], input);
    for (let i = 0; i < 144; i += 7) {
      const moved = { ...a, data: Float32Array.from(a.data) };
      moved.data[i] += 64;
      const { data: to } = toTensor([moved], input);
      const change = cotangent.reduce((sum, c, j) => sum + c * (to[j] - from[j]), 0) / 64;
      expect(gradient[i]).toBeCloseTo(change, 5);
    }
  });
});

describe('checkPictures', () => {
  it('wants RGB pictures of the right size with finite samples', () => {
    expect(checkPictures([picture(8, 6)], smallInput)).toHaveLength(1);
    expect(() => checkPictures([picture(8, 6), picture(6, 8)], smallInput)).toThrow(
      'Expected a picture of 8 × 6 × 3, as prepare() gives it, for images[1] but received "6 × 8 × 3"',
    );
    expect(() => checkPictures([picture(8, 6, 4)], smallInput)).toThrow('received "8 × 6 × 4"');
    const nan = picture(8, 6);
    nan.data[100] = NaN;
    expect(() => checkPictures([nan], smallInput)).toThrow('for images[0].data[100] but received NaN');
    expect(() => checkPictures(picture(8, 6) as never, smallInput)).toThrow('Expected an array of images for images');
  });
});
