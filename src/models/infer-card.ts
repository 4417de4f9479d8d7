import type { CheckedCard } from './check-card.js';
import type { CardInput } from './card.js';
import { ModelError } from './errors.js';
import type { Border, GraphFacts } from './graph-facts.js';
import type { ParsedModel } from './onnx/model-file.js';

/** Which axis of an input holds the colours: the one of three. */
function layoutOf({ name: input, dims }: Border, name: string): Partial<CardInput> {
  if (dims === undefined) return {};
  const [, second, third, fourth] = dims;
  const planar = { layout: 'NCHW', height: third, width: fourth } as const;
  const interleaved = { layout: 'NHWC', height: second, width: third } as const;
  if (second === 3 && fourth !== 3) return planar;
  if (fourth === 3 && second !== 3) return interleaved;
  if (second === 3 || second === undefined || fourth === undefined) return {};
  const shape = dims.map((size) => size ?? '?').join(', ');
  throw new ModelError(
    name,
    `its input ${input} is [${shape}], expected three colour channels: classifiers of gray, RGBA and other pictures cannot be used`,
  );
}

/** The ranges of samples that the ONNX standard's image metadata name, as scale, mean and deviation. */
const ranges: Readonly<Record<string, Pick<CardInput, 'scale' | 'mean' | 'deviation'>>> = {
  NominalRange_0_255: { scale: 1, mean: [0, 0, 0], deviation: [1, 1, 1] },
  Normalized_0_1: { scale: 1 / 255, mean: [0, 0, 0], deviation: [1, 1, 1] },
  Normalized_1_1: { scale: 1 / 127.5, mean: [1, 1, 1], deviation: [1, 1, 1] },
};

/**
 * What the file's metadata say about its pixels: `Image.BitmapPixelFormat` and `Image.NominalPixelRange` of the ONNX
 * standard (docs/MetadataProps.md of onnx).
 */
function fromMetadata(model: ParsedModel): Partial<CardInput> {
  const properties = new Map(model.metadataProps.map(({ key, value }) => [key, value]));
  const format = properties.get('Image.BitmapPixelFormat')?.slice(0, 3).toUpperCase();
  const range = properties.get('Image.NominalPixelRange') ?? '';
  return {
    ...(format === 'RGB' || format === 'BGR' ? { channelOrder: format } : {}),
    ...(Object.hasOwn(ranges, range) ? ranges[range] : {}),
  };
}

/**
 * The card as far as the file tells it: layout and size from the input's fixed shape, order and range of the pixels from
 * standard metadata, the kind of output from a final softmax. Mean and deviation are never guessed.
 */
export function inferCard(model: ParsedModel, facts: GraphFacts, name: string): CheckedCard {
  const input: Partial<CardInput> = { ...layoutOf(facts.input, name), ...fromMetadata(model) };
  return { input, ...(facts.beforeSoftmax === undefined ? {} : { output: 'probabilities' as const }) };
}

/** Refuses a card that the graph contradicts. */
export function checkAgainstGraph({ width, height, layout }: CardInput, { dims }: Border, name: string): void {
  const wanted = layout === 'NCHW' ? [3, height, width] : [height, width, 3];
  if (dims === undefined || wanted.every((size, i) => dims[i + 1] === undefined || dims[i + 1] === size)) return;
  const shape = dims.map((size) => size ?? '?').join(', ');
  throw new ModelError(
    name,
    `its card says ${width} × ${height} pixels in ${layout}, but its input is [${shape}]: correct the card`,
  );
}
