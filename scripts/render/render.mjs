// Renders the sample pictures: `node scripts/render/render.mjs [name…] [--size 256] [--rays 5] [--out assets/samples]`.
// Without names it renders all of them. The same command gives the same bytes.
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { render } from './picture.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Names of the scenes. */
export const sceneNames = readdirSync(join(here, 'scenes'))
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -4))
  .toSorted();

/** Side of a sample in pixels, and rays along each side of a pixel. */
export const side = 256;
export const rays = 5;

/** A scene by its name, and the name of its file. */
export async function loadScene(name) {
  if (!sceneNames.includes(name)) {
    throw new Error(`Expected one of ${sceneNames.join(', ')} but received ${JSON.stringify(name)}`);
  }
  const { default: scene } = await import(`./scenes/${name}.mjs`);
  return { scene, file: `${scene.wnid}_${name}.png` };
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { size: { type: 'string' }, rays: { type: 'string' }, out: { type: 'string' } },
  });
  const [size, perSide] = [values.size ?? side, values.rays ?? rays].map(Number);
  if (![size, perSide].every((value) => Number.isInteger(value) && value > 0)) {
    throw new Error('Expected positive integers for --size and --rays');
  }
  const out = values.out ?? join(here, '..', '..', 'assets', 'samples');
  mkdirSync(out, { recursive: true });
  for (const name of positionals.length ? positionals : sceneNames) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { scene, file } = await loadScene(name);
    const start = performance.now();
    const data = render(scene, size, perSide);
    const picture = sharp(data, { raw: { width: size, height: size, channels: 3 } });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await picture.png({ compressionLevel: 9, adaptiveFiltering: true }).toFile(join(out, file));
    console.log(`${file} · ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
