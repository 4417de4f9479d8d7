import { type ActivationMap, colourChannels, type FullImage, toByte } from '../core/image.js';

/** Lightness, green to red, blue to yellow: a colour of Oklab. */
type Oklab = readonly [number, number, number];

/**
 * The colours from 0 to 1, as sRGB: dark blue, purple, red, orange, light yellow. Between them, colours go along
 * straight lines in Oklab (B. Ottosson, "A perceptual color space for image processing", 2020), at a steady pace: equal
 * steps of a map look equally large.
 */
const stops = [
  [8, 8, 48],
  [92, 22, 116],
  [190, 48, 84],
  [244, 128, 34],
  [252, 244, 160],
] as const;

function toLinear(level: number): number {
  const v = level / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

function fromLinear(v: number): number {
  return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
}

/** sRGB, 0…255, as Oklab. */
export function toOklab(red: number, green: number, blue: number): Oklab {
  const [r, g, b] = [red, green, blue].map(toLinear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Oklab as sRGB, 0…255, not clipped. */
function fromOklab([lightness, a, b]: Oklab): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    fromLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    fromLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    fromLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function distance(from: Oklab, to: Oklab): number {
  return Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]);
}

/** `levels` colours along the stops, red, green and blue of each in turn, 0…255. */
export function colourScale(levels = 256): Float64Array {
  const points = stops.map(([r, g, b]) => toOklab(r, g, b));
  const ends = [0];
  for (let i = 1; i < points.length; i++) ends.push(ends[i - 1] + distance(points[i - 1], points[i]));
  const colours = new Float64Array(levels * 3);
  for (let level = 0, i = 1; level < levels; level++) {
    const at = (level / (levels - 1)) * ends[ends.length - 1];
    while (i < points.length - 1 && at > ends[i]) i++;
    const part = (at - ends[i - 1]) / (ends[i] - ends[i - 1]);
    const [l, a, b] = points[i].map((value, k) => points[i - 1][k] + part * (value - points[i - 1][k]));
    colours.set(fromOklab([l, a, b]), level * 3);
  }
  return colours;
}

/** How much of a pixel of the result is the map's colour. */
const strength = 0.6;

/**
 * A map over its picture, for eyes: the picture in gray, under the colours of the map. Transparent parts are white.
 * @param map of the picture's size
 */
export function drawOverlay(image: FullImage<Uint8Array>, map: ActivationMap): FullImage<Uint8Array> {
  const { width, height, channels, data } = image;
  const colours = colourScale();
  const result = new Uint8Array(width * height * 3);
  const [green, blue] = colourChannels(image) === 1 ? [0, 0] : [1, 2];
  for (let i = 0, from = 0, to = 0; i < map.data.length; i++, from += channels, to += 3) {
    const luma = 0.299 * data[from] + 0.587 * data[from + green] + 0.114 * data[from + blue];
    const alpha = channels === 4 ? data[from + 3] / 255 : 1;
    const gray = (1 - strength) * (luma * alpha + 255 * (1 - alpha));
    const at = Math.round(map.data[i] * 255) * 3;
    for (let c = 0; c < 3; c++) result[to + c] = toByte(gray + strength * colours[at + c]);
  }
  return { width, height, channels: 3, data: result };
}
