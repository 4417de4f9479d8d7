// Vectors of three, and curves between numbers.
export const add = (a, b, k = 1) => [a[0] + b[0] * k, a[1] + b[1] * k, a[2] + b[2] * k];
export const scale = (a, k) => [a[0] * k, a[1] * k, a[2] * k];
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
export const unit = (a) => scale(a, 1 / Math.sqrt(dot(a, a)));
export const mix = (a, b, t) => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
export const clamp = (x, low = 0, high = 1) => Math.min(high, Math.max(low, x));

/** 0 below `low`, 1 above `high`, and a smooth step between. */
export function smooth(low, high, x) {
  const t = clamp((x - low) / (high - low));
  return t * t * (3 - 2 * t);
}

/** The linear light of a colour that is written as in CSS: `#rrggbb`. */
export function hex(text) {
  return [1, 3, 5].map((i) => {
    const value = Number.parseInt(text.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** Rows of a frame whose second axis points along `up` and whose third is as near to `front` as can be. */
export function frame(up, front = [0, 0, 1]) {
  const y = unit(up);
  const x = unit(cross(y, front));
  return [x, y, cross(x, y)];
}
