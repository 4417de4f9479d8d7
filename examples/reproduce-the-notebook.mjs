// The numbers of the published notebook, drawn as Python 3 draws them: the SHA-256 of each deflected picture is that of
// the notebook's own functions after `random.seed(seed)`, on the same picture and map.
//   node examples/reproduce-the-notebook.mjs [picture] [map]
// The published ones: images/n02447366_00008562.png and maps/n02447366_00008562.png of iamaaditya/pixel-deflection.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { centreMap, deflectPixels, denoiseWavelet, pythonRandom, resize } from 'pixel-deflection';
import { readImage, readMap } from 'pixel-deflection/io';

const sample = fileURLToPath(new URL('../assets/samples/lemons.png', import.meta.url));
const [pictureFile = sample, mapFile] = process.argv.slice(2);

const { image } = await readImage(pictureFile);
// The notebook works at 224 × 224; a picture of this size is left as it is.
const picture = resize(image, 224, 224);
const map = mapFile === undefined ? centreMap(224, 224) : await readMap(mapFile);

const sha256 = ({ data }) => createHash('sha256').update(data).digest('hex');

console.log(`input                  ${sha256(picture)}`);
for (const { name, seed, deflections, keep } of [
  { name: '200 deflections', seed: 1, deflections: 200 },
  { name: '600 deflections', seed: 2, deflections: 600 },
  { name: '1500 with the map', seed: 3, deflections: 1500, keep: map },
]) {
  const deflected = deflectPixels(picture, { deflections, window: 10, map: keep, random: pythonRandom(seed) });
  console.log(`${name.padEnd(17)} seed ${seed}`.padEnd(22), sha256(deflected));
  // The denoiser of January 2018, whose result is rounded to 8 bits here.
  console.log('  then wavelets'.padEnd(22), sha256(denoiseWavelet(deflected, { sigmaScale: 'published' })));
}
