import type { Command } from 'commander';
import type { ExecutionProvider } from '#ort';
import type { ActivationKind, PresetName } from '../models/index.js';
import { UsageError } from './errors.js';
import { integerValue, type RawFlags, rawKey, wordValue } from './values.js';

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
  /** A name of the catalog or of the folder of models, or a path. */
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
  for (const name of valued) command.option(`--${name} <value>`);
  return command;
}

/** The classifier that was named. There is none to fall back on. */
function sourceOf(raw: RawFlags, purpose: string): string {
  if (raw.model !== undefined && raw.model !== '') return String(raw.model);
  const received = raw.model === '' ? '""' : 'none';
  const advice = '"pixel-deflection models list" shows which can be had';
  throw new UsageError(
    `Expected a name or a file of a classifier for --model${purpose} but received ${received}: ${advice}`,
  );
}

/**
 * Checks the flags about the classifier.
 * @param purpose what it is needed for, where that is not plain: ` (of --map r-cam)`
 */
export function readModelFlags(raw: RawFlags, purpose = ''): ModelFlags {
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
    source: sourceOf(raw, purpose),
    card: text('card'),
    preset: preset === undefined ? undefined : wordValue(preset, '--model-preset', presetNames),
    folder: text('modelsDir'),
    threads: threads === undefined ? undefined : integerValue(threads, '--threads', 1, 256),
    provider: wordValue(text('executionProvider') ?? 'cpu', '--execution-provider', providers),
  };
}

/** Refuses flags about a classifier where none is used. */
export function refuseModelFlags(raw: RawFlags, expected: string, received: string): void {
  const given = valued.find((name) => raw[rawKey(name)] !== undefined);
  if (given !== undefined) throw new UsageError(`Expected ${expected} for --${given} but received ${received}`);
}
