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

/** What a script is given: arrays of numbers, and anything that JSON can say. */
export interface PythonJob {
  readonly arrays: readonly ArrayLike<number>[];
  readonly args?: unknown;
}

const shell = `
import sys, json, struct, warnings
import numpy as np
warnings.filterwarnings("ignore")
source = sys.stdin.buffer
header = json.loads(source.read(struct.unpack("<I", source.read(4))[0]))
code = compile(header["script"], "script", "exec")
for job in header["jobs"]:
    inputs = [np.frombuffer(source.read(8 * n), dtype="<f8").copy() for n in job["lengths"]]
    scope = {"np": np, "json": json, "sys": sys, "inputs": inputs, "args": job["args"]}
    exec(code, scope)
    output = np.ascontiguousarray(scope["output"], dtype="<f8").tobytes()
    sys.stdout.buffer.write(struct.pack("<I", len(output)))
    sys.stdout.buffer.write(output)
`;

/**
 * Runs a Python script once for each job, in one interpreter, whose imports cost more than most jobs: the `arrays` of a job
 * arrive as the list `inputs` of numpy float64 arrays (flat), its `args` as the object `args`; what the script leaves in
 * `output` (an array) comes back, flat.
 */
export function pythonAll(script: string, jobs: readonly PythonJob[]): Float64Array[] {
  const told = jobs.map(({ arrays, args }) => ({ lengths: arrays.map(({ length }) => length), args: args ?? {} }));
  const header = Buffer.from(JSON.stringify({ script, jobs: told }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(header.length);
  const numbers = jobs.flatMap(({ arrays }) => arrays.map((array) => Buffer.from(Float64Array.from(array).buffer)));
  const run = spawnSync(interpreter, ['-c', shell], {
    input: Buffer.concat([size, header, ...numbers]),
    maxBuffer: 1 << 30,
    timeout: 300_000,
  });
  if (run.status !== 0) throw new Error(`Python failed: ${run.stderr.toString().slice(-2000)}`);
  const found: Float64Array[] = [];
  for (let at = 0; at < run.stdout.length;) {
    const start = at + 4;
    at = start + run.stdout.readUInt32LE(at);
    found.push(new Float64Array(Uint8Array.from(run.stdout.subarray(start, at)).buffer));
  }
  return found;
}

/** Runs a Python script for one job: see {@link pythonAll}. */
export function python(script: string, arrays: readonly ArrayLike<number>[], args: unknown = {}): Float64Array {
  return pythonAll(script, [{ arrays, args }])[0];
}
