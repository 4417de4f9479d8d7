// Signed distances: how far a point is from a shape, negative inside (after Hart, "Sphere tracing", 1996).
import { clamp } from './vector.mjs';

const { abs, max, min, sqrt } = Math;
export const length = (x, y, z = 0) => sqrt(x * x + y * y + z * z);

export const sphere = (x, y, z, r) => length(x, y, z) - r;
/** About the distance to an ellipsoid with three radii. */
export function ellipsoid(x, y, z, a, b, c) {
  const k = length(x / a, y / b, z / c);
  const slope = length(x / (a * a), y / (b * b), z / (c * c));
  return slope < 1e-9 ? -min(a, b, c) : (k * (k - 1)) / slope;
}
/** A box with half sides a, b, c, of which r is rounded off. */
export function box(x, y, z, a, b, c, r = 0) {
  const [u, v, w] = [abs(x) - a + r, abs(y) - b + r, abs(z) - c + r];
  return length(max(u, 0), max(v, 0), max(w, 0)) + min(max(u, v, w), 0) - r;
}
/** A disc or a tube's cross-section: upright, of radius r and half height h, with edges rounded over e. */
export function cylinder(x, y, z, r, h, e = 0) {
  const [u, v] = [length(x, z) - r + e, abs(y) - h + e];
  return length(max(u, 0), max(v, 0)) + min(max(u, v), 0) - e;
}
/** A ring around the upright axis: large radius r, thickness s. */
export const torus = (x, y, z, r, s) => length(length(x, z) - r, y) - s;
/** A rod from a to b whose thickness goes from r to s. */
export function rod(x, y, z, a, b, r, s = r) {
  const [dx, dy, dz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [px, py, pz] = [x - a[0], y - a[1], z - a[2]];
  const t = clamp((px * dx + py * dy + pz * dz) / (dx * dx + dy * dy + dz * dz));
  return length(px - dx * t, py - dy * t, pz - dz * t) - (r + (s - r) * t);
}
/** A chain of rods through points [x, y, z, thickness]. */
export function chain(x, y, z, points, soft = 0) {
  let d = Infinity;
  for (let i = 1; i < points.length; i++) {
    const next = rod(x, y, z, points[i - 1], points[i], points[i - 1][3], points[i][3]);
    d = soft && d < 9 ? blend(d, next, soft) : min(d, next);
  }
  return d;
}
/** The union of two shapes, with the edge between them rounded over s. */
export function blend(a, b, s) {
  const h = max(s - abs(a - b), 0) / s;
  return min(a, b) - (h * h * s) / 4;
}
/** The first shape without the second, with the edge rounded over s. */
export const carve = (a, b, s = 1e-6) => -blend(-a, b, s);
/** The skin of a shape, of thickness t. */
export const skin = (d, t) => abs(d) - t / 2;
/** About the distance to a turned shape whose outline is [radius, height] from bottom to top. */
export function turned(x, y, z, outline) {
  const r = length(x, z);
  let [nearest, inside] = [Infinity, false];
  for (let i = 0; i < outline.length; i++) {
    const [a, b] = [outline[i], outline[(i + 1) % outline.length]];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const t = clamp(((r - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy));
    nearest = min(nearest, length(r - a[0] - dx * t, y - a[1] - dy * t));
    if (a[1] > y !== b[1] > y && r < a[0] + ((y - a[1]) / dy) * dx) inside = !inside;
  }
  return inside ? -nearest : nearest;
}
