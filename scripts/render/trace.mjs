// A path tracer: light that comes back along a ray, over parts that are given by signed distances, planes and a sky.
import { add, cross, dot, scale, unit } from './vector.mjs';

const bounces = 4;
/** Brighter paths than this are cut: they would be single white pixels. */
const brightest = 6;

/** Where a ray meets a part first within `limit`: its length, or Infinity. The ray goes into the part's own frame. */
function meet(part, o, d, limit) {
  const { at, turn, size, reach, distance } = part;
  const to = [(o[0] - at[0]) / size, (o[1] - at[1]) / size, (o[2] - at[2]) / size];
  const middle = -dot(to, d);
  const room = reach * reach - (dot(to, to) - middle * middle);
  if (room <= 0) return Infinity;
  const end = Math.min(limit / size, middle + Math.sqrt(room));
  let t = Math.max(0, middle - Math.sqrt(room));
  if (t >= end) return Infinity;
  const [x, y, z, u, v, w] = turn
    ? [...turn.map((row) => dot(row, to)), ...turn.map((row) => dot(row, d))]
    : [to[0], to[1], to[2], d[0], d[1], d[2]];
  for (let step = 0; step < 160 && t < end; step++) {
    // Rays start beside surfaces, also inside of what light goes through: only the size of the distance counts.
    const far = Math.abs(distance(x + u * t, y + v * t, z + w * t));
    if (far < 0.0007) return t * size;
    t += far * part.pace;
  }
  return Infinity;
}

/** The first thing on a ray: `{ t, part }` or `{ t, plane }`; t is Infinity for the sky. */
function nearest(scene, o, d, limit = 1e3) {
  let [t, part, plane] = [limit, undefined, undefined];
  for (const other of scene.planes) {
    const slope = dot(other.normal, d);
    const far = (other.offset - dot(other.normal, o)) / slope;
    if (slope < 0 && far > 0 && far < t) [t, plane] = [far, other];
  }
  for (const other of scene.parts) {
    const far = meet(other, o, d, t);
    if (far < t) [t, part, plane] = [far, other, undefined];
  }
  return { t: part || plane ? t : Infinity, part, plane };
}

/** Whether something stands between. Clear things do not. */
function shaded(scene, o, d, limit) {
  return scene.parts.some((part) => !part.noShadow && meet(part, o, d, limit) < limit);
}

const corners = [[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]]; // prettier-ignore
/** The surface at a point: what its material says, and its normal, which bumps tilt. */
function surfaceOf({ part, plane }, p) {
  if (plane) return { normal: plane.normal, ...plane.surface(p[0], p[1], p[2]) };
  const to = scale(add(p, part.at, -1), 1 / part.size);
  const [x, y, z] = part.turn ? part.turn.map((row) => dot(row, to)) : to;
  const surface = part.surface(x, y, z);
  const { bump } = surface;
  const e = bump ? 0.003 : 0.001;
  let normal = [0, 0, 0];
  for (const [a, b, c] of corners) {
    const far = part.distance(x + a * e, y + b * e, z + c * e) - (bump ? bump(x + a * e, y + b * e, z + c * e) : 0);
    normal = add(normal, [a, b, c], far);
  }
  const { turn } = part;
  if (turn) normal = add(add(scale(turn[0], normal[0]), turn[1], normal[1]), turn[2], normal[2]);
  return { ...surface, normal: unit(normal) };
}

const ball = (random) => {
  const z = 2 * random() - 1;
  const [r, angle] = [Math.sqrt(1 - z * z), 2 * Math.PI * random()];
  return [r * Math.cos(angle), r * Math.sin(angle), z];
};

/** Light that comes straight from the scene's lamps to a matt surface, for one place on each lamp. */
function direct(scene, start, normal, places, random) {
  let sum = [0, 0, 0];
  for (const lamp of scene.lamps) {
    const [a, b] = places ?? [random(), random()];
    const place = add(add(lamp.at, lamp.u, 2 * a - 1), lamp.v, 2 * b - 1);
    const to = add(place, start, -1);
    const far = Math.sqrt(dot(to, to));
    const d = scale(to, 1 / far);
    const slope = dot(d, normal);
    if (slope <= 0) continue;
    const facing = lamp.round ? 1 : -dot(d, lamp.facing);
    if (facing <= 0 || shaded(scene, start, d, far - 0.01)) continue;
    sum = add(sum, lamp.light, (slope * facing * lamp.area) / (Math.PI * far * far));
  }
  return sum;
}

/** The light of a lamp that a ray hits before `limit`: mirrors show it. */
function lampOn(scene, o, d, limit) {
  for (const { at, u, v, facing, light, round } of scene.lamps) {
    const slope = dot(d, facing);
    if (round || slope >= 0) continue;
    const t = dot(add(at, o, -1), facing) / slope;
    if (t < 0 || t > limit) continue;
    const q = add(add(o, d, t), at, -1);
    if (Math.abs(dot(q, u)) < dot(u, u) && Math.abs(dot(q, v)) < dot(v, v)) return light;
  }
  return undefined;
}

/**
 * Light that comes back along a ray, as linear [r, g, b]. A surface has `colour`; `gloss`, its reflectance head on
 * (Schlick 1994); `rough`; `metal`; `glow`, light of its own; `through`, the part of light that comes out behind;
 * `clear`, the part that goes straight on.
 */
export function radiance(scene, o, d, random, places, from = 0) {
  let [sum, weight, soft] = [[0, 0, 0], [1, 1, 1], false];
  for (let bounce = from; bounce < bounces; bounce++) {
    const hit = nearest(scene, o, d);
    const lamp = bounce && !soft ? lampOn(scene, o, d, hit.t) : undefined;
    const ends = lamp ?? (hit.t === Infinity ? scene.sky(d) : undefined);
    if (ends) return sum.map((s, i) => s + weight[i] * Math.min(brightest, ends[i]));
    const p = add(o, d, hit.t);
    const most = soft ? scene.bounced : brightest;
    const surface = surfaceOf(hit, p);
    const { colour, gloss = 0, rough = 0.1, metal, glow, through = 0, clear = 0 } = surface;
    // A part that glows has a lamp that stands for it on matt surfaces.
    if (glow && !soft) sum = sum.map((s, i) => s + Math.min(most, weight[i] * glow[i]));
    const behind = dot(surface.normal, d) > 0;
    const normal = behind ? scale(surface.normal, -1) : surface.normal;
    const mirrored = () => unit(add(add(d, normal, -2 * dot(d, normal)), ball(random), rough * Math.sqrt(random())));
    const front = add(p, normal, 0.004);
    // What lies on a matt surface's light is no mirror: it makes little of the picture, and most of its noise.
    const fresnel = soft || !gloss || bounce > 1 ? 0 : gloss + (1 - gloss) * (1 + dot(normal, d)) ** 5 * (1 - rough);
    if (fresnel) {
      const shine = radiance(scene, front, mirrored(), random, undefined, bounce + 1);
      sum = sum.map((s, i) => s + weight[i] * fresnel * shine[i]);
    }
    weight = weight.map((w, i) => w * colour[i] * (1 - fresnel));
    if (metal) {
      d = mirrored();
      o = front;
    } else if (clear && random() < clear) {
      o = add(p, normal, -0.02);
      bounce -= 0.5;
    } else {
      const side = through && random() < through ? scale(normal, -1) : normal;
      o = side === normal ? front : add(p, side, 0.02);
      const light = direct(scene, o, side, bounce ? undefined : places, random);
      sum = sum.map((s, i) => s + Math.min(most, weight[i] * light[i]));
      d = unit(add(side, ball(random), 0.999));
      // What matt surfaces get from lamps is in `direct`; lamps in mirrors that only they see are left out.
      soft = true;
    }
    places = undefined;
  }
  return sum;
}

/** A lamp from its middle, the place that it faces, and its half width and height. */
export function lamp(at, toward, [width, height], light) {
  const facing = unit(add(toward, at, -1));
  const side = unit(cross(facing, [0.01, 1, 0.02]));
  const area = 4 * width * height;
  return { at, facing, u: scale(side, width), v: scale(cross(side, facing), height), area, light };
}
