// `npm run build`: TypeScript in src becomes JavaScript and type declarations in dist.
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { install, main, root, runTool } from './setup.mjs';

const dist = join(root, 'dist');

await main(async () => {
  await install();
  rmSync(dist, { recursive: true, force: true });
  const code = await runTool('typescript', 'tsc', ['-p', 'tsconfig.build.json']);
  // A half-right dist would look finished to the next command.
  if (code !== 0) rmSync(dist, { recursive: true, force: true });
  const command = join(dist, 'cli', 'main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
  return code;
});
