// Camera and film: from a scene to the bytes of a picture.
import { generator } from './noise.mjs';
import { length } from './shapes.mjs';
import { radiance } from './trace.mjs';
import { add, clamp, cross, scale, unit } from './vector.mjs';

/** Film curve (Narkowicz 2015, a fit of ACES), then the curve of sRGB. */
function develop(light) {
  const toned = clamp((light * (2.51 * light + 0.03)) / (light * (2.43 * light + 0.59) + 0.14));
  return toned <= 0.0031308 ? 12.92 * toned : 1.055 * toned ** (1 / 2.4) - 0.055;
}

/**
 * Renders a scene, or a region of it: RGB bytes, row by row. Each pixel has its own random numbers, so that a region has
 * the same bytes as that place of the whole.
 * @param scene `camera` (`eye`, `target`, which is in focus, `view`, the field's width at distance 1, `lens`, its radius),
 *   `lamps`, `sky` of a direction, `planes`, `parts`, `exposure`, and `bounced`, the most that light from lamps adds after
 *   the first matt surface
 * @param side width and height of the whole picture in pixels
 * @param rays of a pixel along each of its sides
 * @param region left, top, width, height in pixels; default: the whole
 */
export function render(scene, side, rays, [left, top, width, height] = [0, 0, side, side]) {
  const { eye, target, view, lens = 0 } = scene.camera;
  const forward = unit(add(target, eye, -1));
  const right = unit(cross(forward, [0, 1, 0]));
  const above = cross(right, forward);
  const sharpAt = length(...add(target, eye, -1));
  const data = new Uint8Array(width * height * 3);
  const count = rays * rays;
  let to = 0;
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      const random = generator((y * side + x) * 7919 + 2018);
      const turns = [random(), random(), random(), random()];
      let sum = [0, 0, 0];
      for (let i = 0; i < count; i++) {
        const [a, b] = [(i % rays) + random(), Math.floor(i / rays) + random()];
        const u = ((x + a / rays) / side - 0.5) * view;
        const v = (0.5 - (y + b / rays) / side) * view;
        const there = add(eye, add(add(forward, right, u), above, v), sharpAt);
        const [angle, radius] = [random() * 2 * Math.PI, lens * Math.sqrt(random())];
        const from = add(add(eye, right, radius * Math.cos(angle)), above, radius * Math.sin(angle));
        // The rays of a pixel are spread over lamps and directions as over the pixel, each time in another order: steps
        // of a prime reach each cell once.
        const [j, k] = [(i * 107 + 3) % count, (i * 61 + 5) % count];
        const cells = [j % rays, Math.floor(j / rays), k % rays, Math.floor(k / rays)];
        const places = cells.map((cell, n) => ((cell + random()) / rays + turns[n]) % 1);
        sum = add(sum, radiance(scene, from, unit(add(there, from, -1)), random, places));
      }
      const exposed = scale(sum, scene.exposure / count);
      for (const value of exposed) data[to++] = Math.round(255 * develop(value));
    }
  }
  return data;
}
