import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describeIf } from './shared.js';

/** Debian's interpreter, the one that has python3-skimage and python3-pil. */
const interpreter = '/usr/bin/python3';

function have(module: string): boolean {
  return existsSync(interpreter) && spawnSync(interpreter, ['-c', `import ${module}`]).status === 0;
}

/** Tests that compare with a Python library side by side. */
export function describePython(module: string, name: string, body: () => void): void {
  describeIf(have(module), `Python module ${module} (Debian: python3-skimage, python3-pil)`, name, body);
}

/**
 * Runs a Python script: `arrays` arrive as the list `inputs` of numpy float64 arrays (flat), `args` as the object
 * `args`; what the script leaves in `output` (an array) comes back, flat.
 */
export function python(script: string, arrays: readonly ArrayLike<number>[], args: unknown = {}): Float64Array {
  const bytes = Buffer.concat(arrays.map((array) => Buffer.from(Float64Array.from(array).buffer)));
  const head = [
    'import sys, json, warnings',
    'import numpy as np',
    'warnings.filterwarnings("ignore")',
    `lengths = json.loads(${JSON.stringify(JSON.stringify(arrays.map((array) => array.length)))})`,
    `args = json.loads(${JSON.stringify(JSON.stringify(args))})`,
    'flat = np.frombuffer(sys.stdin.buffer.read(), dtype="<f8")',
    'inputs, at = [], 0',
    'for n in lengths:',
    '    inputs.append(flat[at:at + n].copy()); at += n',
  ].join('\n');
  const tail = 'sys.stdout.buffer.write(np.ascontiguousarray(output, dtype="<f8").tobytes())';
  const run = spawnSync(interpreter, ['-c', `${head}\n${script}\n${tail}`], {
    input: bytes,
    maxBuffer: 1 << 30,
    timeout: 300_000,
  });
  if (run.status !== 0) throw new Error(`Python failed: ${run.stderr.toString().slice(-2000)}`);
  return new Float64Array(
    run.stdout.buffer.slice(run.stdout.byteOffset, run.stdout.byteOffset + run.stdout.byteLength),
  );
}
