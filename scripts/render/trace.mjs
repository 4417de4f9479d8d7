// A path tracer: light that comes back along a ray, over parts that are given by signed distances, planes and a sky.
import { add, cross, dot, scale, unit } from './vector.mjs';

const bounces = 4;
/** Brighter paths than this are cut: they would be single white pixels. */
const brightest = 6;

const upright = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
/** Where a ray meets a part first within `limit`: its length, or Infinity. The ray goes into the part's own frame. */
function meet(part, o, d, limit) {
  const { at, turn, size, reach, distance, pace } = part;
  const a = (o[0] - at[0]) / size;
  const b = (o[1] - at[1]) / size;
  const c = (o[2] - at[2]) / size;
  const middle = -(a * d[0] + b * d[1] + c * d[2]);
  const room = reach * reach - (a * a + b * b + c * c - middle * middle);
  if (room <= 0) return Infinity;
  const half = Math.sqrt(room);
  const end = Math.min(limit / size, middle + half);
  let t = Math.max(0, middle - half);
  if (t >= end) return Infinity;
  const [p, q, r] = turn ?? upright;
  const x = p[0] * a + p[1] * b + p[2] * c;
  const y = q[0] * a + q[1] * b + q[2] * c;
  const z = r[0] * a + r[1] * b + r[2] * c;
  const u = dot(p, d);
  const v = dot(q, d);
  const w = dot(r, d);
  for (let step = 0; step < 160 && t < end; step++) {
    // Rays start beside surfaces, also inside of what light goes through: only the size of the distance counts.
    const far = Math.abs(distance(x + u * t, y + v * t, z + w * t));
    if (far < 0.0008) return t * size;
    t += far * pace;
  }
  return Infinity;
}

/** The first thing on a ray: `{ t, part }` or `{ t, plane }`; t is Infinity for the sky. */
function nearest(scene, o, d) {
  let t = Infinity;
  let part;
  let plane;
  for (const other of scene.planes) {
    const slope = dot(other.normal, d);
    const far = (other.offset - dot(other.normal, o)) / slope;
    if (slope < 0 && far > 0 && far < t) {
      t = far;
      plane = other;
    }
  }
  for (let i = 0; i < scene.parts.length; i++) {
    const far = meet(scene.parts[i], o, d, t);
    if (far < t) {
      t = far;
      part = scene.parts[i];
      plane = undefined;
    }
  }
  return { t, part, plane };
}

/** Whether something stands between; flames do not. */
function shaded(scene, o, d, limit) {
  return scene.parts.some((part) => !part.noShadow && meet(part, o, d, limit) < limit);
}

const corners = [
  [1, -1, -1],
  [-1, -1, 1],
  [-1, 1, -1],
  [1, 1, 1],
];
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

/** The place on the unit ball of two numbers 0…1. */
function onBall(a, b) {
  const z = 2 * a - 1;
  const r = Math.sqrt(1 - z * z);
  return [r * Math.cos(2 * Math.PI * b), r * Math.sin(2 * Math.PI * b), z];
}

/** Light that comes straight from the scene's lamps to a matt surface, for the place (a, b) on each lamp. */
function direct(scene, start, normal, a, b) {
  let sum = [0, 0, 0];
  for (const lamp of scene.lamps) {
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
 * (Schlick 1994); `rough`; `metal`; `glow`, light of its own; `through`, the part of light that comes out behind.
 * @param places four numbers 0…1 for the first matt surface: a place on the lamps, and the direction that the path goes on in
 * @param from how often the path has met something already
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
    const { colour, gloss = 0, rough = 0.1, metal, glow, through = 0 } = surface;
    // A part that glows has a lamp that stands for it on matt surfaces.
    if (glow && !soft) sum = sum.map((s, i) => s + Math.min(most, weight[i] * glow[i]));
    const behind = dot(surface.normal, d) > 0;
    const normal = behind ? scale(surface.normal, -1) : surface.normal;
    const mirrored = () =>
      unit(add(add(d, normal, -2 * dot(d, normal)), onBall(random(), random()), rough * Math.sqrt(random())));
    const front = add(p, normal, 0.004);
    // Gloss that only matt surfaces see is left out: it makes little of the picture, and most of its noise.
    const fresnel = soft || !gloss || bounce > 1 ? 0 : gloss + (1 - gloss) * (1 + dot(normal, d)) ** 5 * (1 - rough);
    if (fresnel) {
      const shine = radiance(scene, front, mirrored(), random, undefined, bounce + 1);
      sum = sum.map((s, i) => s + weight[i] * fresnel * shine[i]);
    }
    weight = weight.map((w, i) => w * colour[i] * (1 - fresnel));
    if (metal) {
      d = mirrored();
      o = front;
    } else {
      const side = through && random() < through ? scale(normal, -1) : normal;
      o = side === normal ? front : add(p, side, 0.02);
      const [a, b, u, v] = places ?? [random(), random(), random(), random()];
      const light = direct(scene, o, side, a, b);
      sum = sum.map((s, i) => s + Math.min(most, weight[i] * light[i]));
      d = unit(add(side, onBall(u, v), 0.999));
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
