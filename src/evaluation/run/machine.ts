import { createRequire } from 'node:module';
import { arch, availableParallelism, cpus, platform } from 'node:os';
import { oneLine } from '../../core/one-line.js';
import type { Manifest } from './manifest.js';

const load = createRequire(import.meta.url);

/** The version of an installed package. */
export function packageVersion(name: string): string {
  return (load(`${name}/package.json`) as { version: string }).version;
}

/** What of a machine the last digits of records depend on. */
export const numberFacts = ['cpu', 'arch', 'node', 'onnxruntime'] as const;

export type NumberFacts = Pick<Manifest['machine'], (typeof numberFacts)[number]>;

/**
 * How two machines differ in what the last digits of records depend on.
 * @returns a few words for each, safe to print; undefined where they do not
 */
export function machineDifference(one: NumberFacts, other: NumberFacts): [string, string] | undefined {
  const keys = numberFacts.filter((key) => one[key] !== other[key]);
  if (keys.length === 0) return undefined;
  const words = (facts: NumberFacts): string => oneLine(keys.map((key) => `${key} ${facts[key]}`).join(', '));
  return [words(one), words(other)];
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
