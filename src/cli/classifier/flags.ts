import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { ExecutionProvider } from '#ort';
import { oneLine } from '../../core/one-line.js';
import type { ActivationKind, PresetName } from '../../models/index.js';
import { builtInClassifier } from '../assets.js';
import { UsageError } from '../errors.js';
import { addValued, integerValue, type RawFlags, rawKey, wordValue } from '../values.js';

/** Flags about the classifier, of every command that takes one; the help tells what they mean. */
const valued = ['model', 'card', 'model-preset', 'models-dir', 'threads', 'execution-provider'] as const;

const presetNames: readonly PresetName[] = ['torchvision', 'tf', 'caffe'];
const providers: readonly ExecutionProvider[] = ['cpu', 'cuda', 'webgpu'];

/** Activation maps that a classifier makes of a picture. */
export const activationKinds: readonly ActivationKind[] = ['r-cam', 'cam', 'grad-cam'];

/** Whether a value of `--map` asks a classifier for maps. */
export function isActivationKind(value: string): value is ActivationKind {
  return (activationKinds as readonly string[]).includes(value);
}

/** What was typed about the classifier, checked. */
export interface ModelFlags {
  /** A name of the catalog or of the folder of models, or a path; by default that of the built-in classifier. */
  readonly source: string;
  /** Path of a card. */
  readonly card: string | undefined;
  readonly preset: PresetName | undefined;
  /** Undefined: the usual one. */
  readonly folder: string | undefined;
  /** Undefined: the cores shared among the workers. */
  readonly threads: number | undefined;
  readonly provider: ExecutionProvider;
}

export function addModelFlags(command: Command): Command {
  return addValued(command, valued);
}

/** The classifier that was named, else the one that comes with the package. */
function sourceOf(raw: RawFlags): string {
  const advice = '"pixel-deflection models list" shows which can be had';
  if (raw.model === '') {
    throw new UsageError(`Expected a name or a file of a classifier for --model but received "": ${advice}`);
  }
  if (raw.model !== undefined) return String(raw.model);
  const about = ['card', 'model-preset'].find((name) => raw[rawKey(name)] !== undefined);
  if (about !== undefined) {
    throw new UsageError(
      `Expected --model with --${about} but received none: the built-in classifier has its own card`,
    );
  }
  if (existsSync(builtInClassifier)) return builtInClassifier;
  throw new UsageError(
    'Expected a name or a file of a classifier for --model but received none: this copy of the package has no ' +
      `built-in classifier (${advice})`,
  );
}

/** Checks the flags about the classifier. */
export function readModelFlags(raw: RawFlags): ModelFlags {
  if (raw.card !== undefined && raw.modelPreset !== undefined) {
    throw new UsageError('Expected either --card or --model-preset (a card can name its preset) but received both');
  }
  for (const name of ['card', 'models-dir']) {
    if (raw[rawKey(name)] === '') throw new UsageError(`Expected a path for --${name} but received ""`);
  }
  const text = (name: string) => (raw[name] === undefined ? undefined : String(raw[name]));
  const preset = text('modelPreset');
  const threads = text('threads');
  return {
    source: sourceOf(raw),
    card: text('card'),
    preset: preset === undefined ? undefined : wordValue(preset, '--model-preset', presetNames),
    folder: text('modelsDir'),
    threads: threads === undefined ? undefined : integerValue(threads, '--threads', 1, 256),
    provider: wordValue(text('executionProvider') ?? 'cpu', '--execution-provider', providers),
  };
}

/** `resnet50`, or `tiny-imagenet-100 (built in)`: the classifier that gave the results, for the summary. */
export function modelWords(used: { readonly name: string } | undefined, flags: ModelFlags | undefined): string[] {
  if (used === undefined) return [];
  return [`${oneLine(used.name)}${flags?.source === builtInClassifier ? ' (built in)' : ''}`];
}

/** Refuses flags about a classifier where none is used. */
export function refuseModelFlags(raw: RawFlags, expected: string, received: string): void {
  const given = valued.find((name) => raw[rawKey(name)] !== undefined);
  if (given !== undefined) throw new UsageError(`Expected ${expected} for --${given} but received ${received}`);
}
