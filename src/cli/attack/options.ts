import type { Command } from 'commander';
import type { Norm } from '../../attacks/index.js';
import type { Seed } from '../../core/random.js';
import { addModelFlags, type ModelFlags, readModelFlags } from '../classifier/flags.js';
import { UsageError } from '../errors.js';
import { addValued, numberOrText, rawKey, type RawFlags, readSeed, readWorkers, word } from '../values.js';
import { type AdaptiveSettings, addAdaptiveFlags, readAdaptive } from './adaptive-flags.js';
import { readSpecialOptions, valuedFlags } from './method-flags.js';
import type { Method } from './method.js';
import { methodOf, namesWhere } from './methods.js';

/** What every picture of a run is attacked with. */
export interface AttackSettings {
  readonly method: string;
  /** As typed, by the names of the library; without ε, classes and seed. */
  readonly options: Readonly<Record<string, number | boolean | string>>;
  /** As typed. Undefined: the attack's own, or none. */
  readonly epsilons: readonly number[] | undefined;
  /** What was typed for a class; the model that knows its classes is loaded later. */
  readonly label: string | undefined;
  readonly target: string | undefined;
  /** The path of a picture that the attack begins at. */
  readonly start: string | undefined;
  readonly seed: Seed;
  readonly defense: AdaptiveSettings | undefined;
  readonly json: boolean;
}

/** Everything that was typed for `attack`, checked as far as it can be without a model. */
export interface AttackFlags {
  readonly settings: AttackSettings;
  readonly output: string;
  /** What was typed for each ε, for the names of files. */
  readonly epsilonTexts: readonly string[];
  readonly model: ModelFlags;
  /** Undefined: as many as there are cores. */
  readonly workers: number | undefined;
}

/** What was typed to see the list of attacks. */
export interface ListFlags {
  readonly list: true;
  readonly json: boolean;
  /** The only attack to list. */
  readonly method?: string;
}

const switches = ['survive-rounding', 'early-stop'];
const norms: readonly Norm[] = ['linf', 'l2'];

/** Makes the flags of `attack` known to the parser. */
export function addAttackFlags(command: Command): Command {
  command.option('-o, --output <path>').option('--json').option('--list');
  for (const name of switches) command.option(`--${name}`);
  addValued(command, valuedFlags);
  return addModelFlags(addAdaptiveFlags(command));
}

function epsilonTexts(raw: RawFlags): string[] {
  if (raw.epsilon === undefined) return [];
  const texts = String(raw.epsilon).split(',');
  for (const text of texts) {
    const value = numberOrText(text.trim());
    if (typeof value !== 'number' || !(value > 0)) {
      const received = texts.length === 1 ? text : `"${text}" in ${String(raw.epsilon)}`;
      throw new UsageError(`Expected a number above 0, or several with commas, for --epsilon but received ${received}`);
    }
  }
  return texts.map((text) => text.trim());
}

/** Options that all attacks have, by the names of the library. */
function commonOptions(raw: RawFlags, { about }: Method): Record<string, number | boolean | string> {
  const options: Record<string, number | boolean | string> = {};
  const norm = word(raw, 'norm', norms);
  if (norm !== undefined && !about.norms.includes(norm)) {
    throw new UsageError(`Expected --norm ${about.norms[0]} for --method ${about.name} but received '${norm}'`);
  }
  if (norm !== undefined && about.norms.length > 1) options.norm = norm;
  const unit = word(raw, 'unit', ['255', '1']);
  if (unit !== undefined) options.unit = Number(unit);
  for (const name of switches) if (raw[rawKey(name)] === true) options[rawKey(name)] = true;
  return options;
}

/** Checks what is typed for classes and the picture to begin at, as far as it goes without a model. */
function checkAims(raw: RawFlags, { about }: Method): void {
  for (const name of ['label', 'target', 'start']) {
    if (raw[name] === '')
      throw new UsageError(`Expected a ${name === 'start' ? 'picture' : 'class'} for --${name} but received ""`);
  }
  if (raw.target !== undefined && raw.start === undefined && about.options.includes('starts')) {
    throw new UsageError(
      `Expected --start, a picture of the class, with --target for --method ${about.name} but received none`,
    );
  }
  if (raw.target === undefined || about.targeted) return;
  const able = namesWhere(({ targeted }) => targeted);
  throw new UsageError(`Expected an attack that can reach a class (${able}) for --target but received '${about.name}'`);
}

/** Checks that nothing was typed that a list has no use for. */
function readListFlags(raw: RawFlags): ListFlags {
  const other = Object.entries(raw).find(
    ([key, value]) => !['list', 'json', 'scale', 'method'].includes(key) && value !== undefined,
  );
  if (other !== undefined) {
    const typed = other[0].replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`Expected --list alone or with --method and --json but received --${typed}`);
  }
  const method = raw.method === undefined ? {} : { method: methodOf(raw.method as string).about.name };
  return { list: true, json: raw.json === true, ...method };
}

/** Checks all flags of `attack`, before any picture is read. */
export function readAttackFlags(raw: RawFlags): AttackFlags | ListFlags {
  if (raw.list === true) return readListFlags(raw);
  const attack = methodOf(raw.method);
  if (raw.output === undefined) {
    throw new UsageError('Expected a file or a folder for --output (-o) but received none');
  }
  checkAims(raw, attack);
  const texts = epsilonTexts(raw);
  const text = (name: string) => (raw[name] === undefined ? undefined : String(raw[name]));
  const seed = readSeed(raw);
  const model = readModelFlags(raw);
  return {
    settings: {
      method: attack.about.name,
      options: { ...commonOptions(raw, attack), ...readSpecialOptions(raw, attack.about) },
      epsilons: texts.length === 0 ? undefined : texts.map(Number),
      label: text('label'),
      target: text('target'),
      start: text('start'),
      seed,
      defense: readAdaptive(raw, seed),
      json: raw.json === true,
    },
    output: String(raw.output),
    epsilonTexts: texts,
    // How many threads share a sum decides its last bits, and these some signs of the attack: one, on every machine.
    model: { ...model, threads: model.threads ?? 1 },
    workers: readWorkers(raw),
  };
}
