// Signed distances: how far a point is from a shape, negative inside (after Hart, "Sphere tracing", 1996).
import { clamp } from './vector.mjs';

// Nothing is taken apart as an array where rays march: that is slow.
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
  const u = abs(x) - a + r;
  const v = abs(y) - b + r;
  const w = abs(z) - c + r;
  return length(max(u, 0), max(v, 0), max(w, 0)) + min(max(u, v, w), 0) - r;
}
/** A disc or a tube's cross-section: upright, of radius r and half height h, with edges rounded over e. */
export function cylinder(x, y, z, r, h, e = 0) {
  const u = length(x, z) - r + e;
  const v = abs(y) - h + e;
  return length(max(u, 0), max(v, 0)) + min(max(u, v), 0) - e;
}
/** A ring around the upright axis: large radius r, thickness s. */
export const torus = (x, y, z, r, s) => length(length(x, z) - r, y) - s;
/** A rod from a to b whose thickness goes from r to s. */
export function rod(x, y, z, a, b, r, s = r) {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const dz = b[2] - a[2];
  const px = x - a[0];
  const py = y - a[1];
  const pz = z - a[2];
  const t = clamp((px * dx + py * dy + pz * dz) / (dx * dx + dy * dy + dz * dz));
  return length(px - dx * t, py - dy * t, pz - dz * t) - (r + (s - r) * t);
}
/** A chain of rods through points [x, y, z, thickness]. */
export function chain(x, y, z, points) {
  let d = Infinity;
  for (let i = 1; i < points.length; i++) {
    d = min(d, rod(x, y, z, points[i - 1], points[i], points[i - 1][3], points[i][3]));
  }
  return d;
}
/** Points for a chain on a smooth curve through the given ones (Catmull and Rom 1974), `parts` for each of theirs. */
export function curve(points, parts = 4) {
  const at = (i) => points[clamp(i, 0, points.length - 1)];
  const all = [];
  for (let i = 0; i < points.length - 1; i++) {
    for (let j = 0; j < parts; j++) {
      const t = j / parts;
      all.push(
        at(i).map((v, k) => {
          const [before, next, after] = [at(i - 1)[k], at(i + 1)[k], at(i + 2)[k]];
          const [b, c] = [2 * before - 5 * v + 4 * next - after, 3 * v - 3 * next + after - before];
          return v + 0.5 * t * (next - before + t * (b + t * c));
        }),
      );
    }
  }
  return [...all, points.at(-1)];
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
  let nearest = Infinity;
  let inside = false;
  for (let i = 0; i < outline.length; i++) {
    const a = outline[i];
    const b = outline[(i + 1) % outline.length];
    const dx = b[0] - a[0];
    const dy = b[1] - a[1];
    const t = clamp(((r - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy));
    nearest = min(nearest, length(r - a[0] - dx * t, y - a[1] - dy * t));
    if (a[1] > y !== b[1] > y && r < a[0] + ((y - a[1]) / dy) * dx) inside = !inside;
  }
  return inside ? -nearest : nearest;
}
/** A detail inside a ball (cx, cy, cz, r): its own distance near the ball, and that of the ball far from it. */
export function guarded(x, y, z, ball, detail) {
  const far = length(x - ball[0], y - ball[1], z - ball[2]) - ball[3];
  return far > 0.3 ? far : detail(x, y, z);
}
