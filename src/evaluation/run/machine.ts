import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import { oneLine } from '../../core/one-line.js';
import type { Manifest } from './manifest.js';

const load = createRequire(import.meta.url);

/** The version of an installed package. */
export function packageVersion(name: string): string {
  return (load(`${name}/package.json`) as { version: string }).version;
}

/** What records may depend on beside plan and code: the machine, and what runs the models on it. */
export function machineFacts(): Manifest['machine'] {
  return {
    cpu: oneLine(cpus()[0]?.model.trim() ?? '') || 'unknown',
    cores: availableParallelism(),
    platform: platform(),
    arch: arch(),
    node: process.version,
    onnxruntime: packageVersion('onnxruntime-node'),
  };
}
