import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  colourChannels,
  type FullImage,
  type Image,
  newImage,
  type OutOption,
  type PixelData,
} from '../../src/core/image.js';
import { arbitraryImage, picture } from './pictures.js';
import { python } from './python.js';
import { maxDifference, referenceFloats, referenceJson } from './shared.js';
import { runs } from './runs.js';

/** Any of the denoisers, with options bound or not. */
export type Denoiser = <T extends PixelData>(image: Image<T>, options?: OutOption) => FullImage<T>;

interface ReferenceCase {
  denoiser: string;
  params: Record<string, unknown>;
  input: { file: string; shape: [number, number, number] };
  output: { file: string };
}

/** The largest difference, in units of [0,1], from the n-th case of `denoisers.json`, whose parameters are checked too. */
export function differenceFromReference(
  n: number,
  params: Record<string, unknown>,
  denoise: (image: FullImage) => FullImage,
): number {
  const reference = referenceJson<ReferenceCase[]>('denoisers.json')[n];
  expect(reference.params).toEqual(params);
  const [height, width, channels] = reference.input.shape;
  const data = referenceFloats(reference.input.file).map((v) => v * 255);
  const result = denoise({ width, height, channels: channels as 3, data });
  return (
    maxDifference(
      result.data,
      referenceFloats(reference.output.file).map((v) => v * 255),
    ) / 255
  );
}

/** A copy of the colour samples in [0,1], in C order, as Python gets them. */
export function unitColour(image: FullImage): Float64Array {
  const colours = colourChannels(image);
  const unit = new Float64Array(image.width * image.height * colours);
  for (let i = 0; i < unit.length; i++) {
    unit[i] = image.data[Math.floor(i / colours) * image.channels + (i % colours)] / 255;
  }
  return unit;
}

/**
 * Runs a Python function side by side on several images: `script` defines `denoise(a, args)`, which gets the colour as an
 * array of shape [height, width, colour channels] in [0,1] and the image's entry of `args`.
 */
export function inPython(script: string, images: readonly FullImage[], args: readonly unknown[]): Float64Array[] {
  const shapes = images.map((image) => [image.height, image.width, colourChannels(image)]);
  const flat = python(
    `
${script}
results = [denoise(a.reshape(shape), one) for a, shape, one in zip(inputs, args['shapes'], args['args'])]
output = np.concatenate([result.ravel() for result in results])
`,
    images.map(unitColour),
    { shapes, args },
  );
  let end = 0;
  return shapes.map(([height, width, colours]) => flat.subarray(end, (end += height * width * colours)));
}

/** An image of one colour. */
export function constant(width: number, height: number, channels: 1 | 3 | 4, value: number): FullImage<Float32Array> {
  return { width, height, channels, data: new Float32Array(width * height * channels).fill(value) };
}

/** The properties that every denoiser has, as tests. */
export function itIsATransform(denoise: Denoiser, numRuns = 40): void {
  it('leaves alpha and the input alone, whatever size, channels and sample type', () => {
    fc.assert(
      fc.property(arbitraryImage(), (image) => {
        const before = image.data.slice();
        const result = denoise(image);
        expect(image.data).toEqual(before);
        expect(result.data.constructor).toBe(image.data.constructor);
        expect([result.width, result.height, result.channels]).toEqual([image.width, image.height, image.channels]);
        expect(result.data.every((v) => Number.isFinite(v))).toBe(true);
        if (image.channels === 4) {
          expect(result.data.filter((_, i) => i % 4 === 3)).toEqual(before.filter((_, i) => i % 4 === 3));
        }
      }),
      { numRuns },
    );
  });

  it('does not let alpha touch the colours', () => {
    const rgba = picture(19, 14, 4);
    const other = { ...rgba, data: rgba.data.map((v, i) => (i % 4 === 3 ? 255 - v : v)) };
    expect(unitColour(denoise(other))).toEqual(unitColour(denoise(rgba)));
    const rgb: FullImage = {
      width: 19,
      height: 14,
      channels: 3,
      data: Float32Array.from(unitColour(rgba), (v) => v * 255),
    };
    expect(maxDifference(unitColour(denoise(rgb)), unitColour(denoise(rgba)))).toBeLessThan(1e-6);
  });

  it('writes the same result into out, and into the input itself', () => {
    fc.assert(
      fc.property(arbitraryImage({ maxSide: 16 }), (image) => {
        const expected = denoise(image);
        const out = newImage(image);
        expect(denoise(image, { out }).data).toBe(out.data);
        expect(out.data).toEqual(expected.data);
        const same = denoise(image, { out: image });
        expect(same.data).toBe(image.data);
        expect(image.data).toEqual(expected.data);
      }),
      { numRuns },
    );
  });

  it('gives 8-bit images the rounded result of the same floats', () => {
    fc.assert(
      fc.property(arbitraryImage({ kinds: ['bytes'] }), (bytes) => {
        const floats = denoise({ ...bytes, data: Float32Array.from(bytes.data) });
        const clamped = denoise({ ...bytes, data: Uint8ClampedArray.from(bytes.data) });
        const result = denoise(bytes);
        expect([...clamped.data]).toEqual([...result.data]);
        // Half a level from rounding, and what storing the float result as float32 moves across a half.
        expect(
          maxDifference(
            result.data,
            floats.data.map((v) => Math.min(255, Math.max(0, v))),
          ),
        ).toBeLessThan(0.5001);
      }),
      { numRuns },
    );
  });

  it('takes the ImageData of a page, which has no channels', () => {
    const { width, height, data } = picture(9, 8, 4, 'clamped');
    expect(denoise({ width, height, data }).data).toEqual(denoise({ width, height, channels: 4, data }).data);
  });

  it('refuses options that it does not have', () => {
    const image = picture(8, 8);
    expect(() => denoise(image, { strength: 1 } as OutOption)).toThrow(
      /^Expected only .*out for .* but received "strength"$/,
    );
  });
}

/** That a picture of one colour comes back, whatever the colour, size and sample type. */
export function itKeepsConstants(denoise: Denoiser): void {
  it('keeps a picture of one colour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom<(1 | 3 | 4)[]>(1, 3, 4),
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
        (width, height, channels, colour) => {
          const image = constant(width, height, channels, 0);
          for (let i = 0; i < image.data.length; i++) image.data[i] = colour[i % channels];
          expect(maxDifference(denoise(image).data, image.data)).toBeLessThan(1e-4);
          const bytes = { ...image, data: Uint8Array.from(image.data) };
          expect(denoise(bytes).data).toEqual(bytes.data);
        },
      ),
      { numRuns: runs(40) },
    );
  });
}
