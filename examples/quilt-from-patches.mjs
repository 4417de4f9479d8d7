// Image quilting: a picture is built anew out of patches of other pictures. Here the patches come from the sample
// itself, which gives it back exactly, and then from its left half, which cannot.
//   node examples/quilt-from-patches.mjs
// For a database of a folder of photos: pixel-deflection patches photos/ -o patches.bin
import { fileURLToPath } from 'node:url';
import { createPatchDatabase, createRandom, decodePatches, encodePatches, psnr, quiltImage } from 'pixel-deflection';
import { resize } from 'pixel-deflection';
import { readImage } from 'pixel-deflection/io';

const photo = await readImage(fileURLToPath(new URL('../assets/samples/lemons.png', import.meta.url)));
const image = resize(photo.image, 128, 96);

const own = createPatchDatabase([image]);
const rebuilt = quiltImage(image, { patches: own });
console.log(`${own.count} patches of ${own.patchSize} × ${own.patchSize} from the picture itself`);
console.log(`rebuilt exactly: ${Buffer.compare(image.data, rebuilt.data) === 0}`);

const half = { ...image, width: 64, data: new Uint8Array(64 * 96 * 3) };
for (let y = 0; y < 96; y++) half.data.set(image.data.subarray(y * 384, y * 384 + 192), y * 192);
// A database is kept as bytes, in a file for example.
const stored = encodePatches(createPatchDatabase([half]));
const patches = decodePatches(stored);
for (const neighbors of [1, 10]) {
  const quilted = quiltImage(image, { patches, neighbors, random: createRandom(1) });
  console.log(`from the left half, one of ${neighbors} nearest: PSNR ${psnr(image, quilted).toFixed(2)} dB`);
}
