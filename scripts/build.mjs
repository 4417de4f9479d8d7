// `npm run build`: AssemblyScript in assembly becomes a binary of WebAssembly, kept as text in a module of src, and TypeScript in
// src becomes JavaScript and type declarations in dist.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { install, main, root, runTool } from './setup.mjs';

const dist = join(root, 'dist');

/** The binary as a module: so it needs no file beside it, and no setting of any bundler. */
async function kernels() {
  const folder = mkdtempSync(join(tmpdir(), 'pixel-deflection-kernels-'));
  try {
    const binary = join(folder, 'kernels.wasm');
    const flags = '-O3 --converge --noAssert --disableWarning 112 --runtime stub --enable simd --initialMemory 1'.split(
      ' ',
    );
    const code = await runTool('assemblyscript', 'asc', [join('assembly', 'index.ts'), '-o', binary, ...flags]);
    if (code !== 0) throw new Error(`the kernels could not be built: exit code ${code}`);
    const text = readFileSync(binary).toString('base64');
    const module = `/** The binary of assembly/, in base64. */\nexport const binary: string = '${text}';\n`;
    writeFileSync(join(root, 'src', 'core', 'kernels', 'binary.ts'), module);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main(async () => {
  await install();
  await kernels();
  rmSync(dist, { recursive: true, force: true });
  const code = await runTool('typescript', 'tsc', ['-p', 'tsconfig.build.json']);
  // A half-right dist would look finished to the next command.
  if (code !== 0) rmSync(dist, { recursive: true, force: true });
  const command = join(dist, 'cli', 'main.js');
  if (existsSync(command)) chmodSync(command, 0o755);
  return code;
});
