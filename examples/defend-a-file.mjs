// Reads a picture, defends it and writes the result as PNG:
//   node examples/defend-a-file.mjs [picture] [result]
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { centreMap, defend, psnr, ssim } from 'pixel-deflection';
import { ImageFileError, readImage, writeImage } from 'pixel-deflection/io';

const sample = fileURLToPath(new URL('../assets/samples/lemons.png', import.meta.url));
const [input = sample, output = 'out/defended.png'] = process.argv.slice(2);

try {
  const { image, format, notices } = await readImage(input);
  console.log(`${image.width} × ${image.height} pixels from ${format}`);
  for (const notice of notices) console.log(`note: ${notice}`);

  // No network has looked at this picture, so the map is a guess: the object is in the middle.
  const map = centreMap(image.width, image.height);
  const defended = defend(image, { preset: 'notebook', map, seed: 1 });

  const { report } = defended;
  for (const notice of report.notices) console.log(`note: ${notice}`);
  console.log(`${report.copies} samples moved, ${report.skipped} kept by the map, then ${report.denoiser}`);
  console.log(`PSNR ${psnr(image, defended).toFixed(2)} dB, SSIM ${ssim(image, defended).toFixed(3)}`);

  mkdirSync(dirname(output), { recursive: true });
  const { bytes } = await writeImage(output, defended);
  console.log(`${bytes} bytes written`);
} catch (error) {
  // One line that names the file, what was wrong and what was expected.
  if (!(error instanceof ImageFileError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
