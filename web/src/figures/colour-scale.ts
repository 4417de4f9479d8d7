/**
 * The colours from 0 to 1, as sRGB at equal steps: dark blue, purple, red, orange, light yellow, growing lighter all the
 * way, so that the scale reads without colour too. They are those of the maps in the package's reports.
 */
const stops = [
  [8, 8, 48],
  [30, 13, 65],
  [51, 18, 83],
  [74, 21, 101],
  [97, 25, 115],
  [120, 36, 109],
  [145, 43, 102],
  [171, 47, 92],
  [194, 56, 82],
  [209, 79, 75],
  [223, 100, 64],
  [238, 120, 46],
  [247, 144, 56],
  [250, 170, 85],
  [252, 195, 111],
  [253, 219, 136],
  [252, 244, 160],
] as const;

/** The colour of a value in [0,1] as red, green and blue, 0…255; values outside take the colour of the nearer end. */
export function colourOf(value: number): [number, number, number] {
  const at = Math.max(0, Math.min(1, value)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(at));
  const part = at - below;
  const [from, to] = [stops[below], stops[below + 1]];
  return [0, 1, 2].map((c) => from[c] + part * (to[c] - from[c])) as [number, number, number];
}

/** The scale from left to right as a CSS gradient: exactly the colours of {@link colourOf}. */
export const scaleGradient = `linear-gradient(to right, ${stops.map((stop) => `rgb(${stop.join(' ')})`).join(', ')})`;
