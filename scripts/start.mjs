// `npm start`: installs and builds where needed, then does the main job on the project's own pictures.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfOld, install, main, root, run, say } from './setup.mjs';

const job = 'dist/cli/main.js demo --out out/story --seed 1';

await main(async () => {
  await install();
  await buildIfOld();
  mkdirSync(join(root, 'out'), { recursive: true });
  say(`node ${job}`);
  return run(process.execPath, job.split(' '));
});
