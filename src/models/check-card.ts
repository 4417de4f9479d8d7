import { integer, number, oneOf, outOfRange, wrongType } from '../core/checks.js';
import type { CardInput, Label, PartialCard, PresetName } from './card.js';

/** A part of a card whose fields have been checked, with its labels written out. */
export interface CheckedCard extends Omit<PartialCard, 'labels'> {
  labels?: readonly Label[];
}

const presetNames: readonly PresetName[] = ['torchvision', 'tf', 'caffe'];

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType('an object', name, value);
  return value as Record<string, unknown>;
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw wrongType('a text', name, value);
  if (value.trim() === '') throw outOfRange('a text that is not empty', name, value);
  return value;
}

function aboveZero(value: unknown, name: string): number {
  const checked = number(value, name);
  if (checked <= 0) throw outOfRange('a number above 0', name, value);
  return checked;
}

function triple(value: unknown, name: string, check: (v: unknown, name: string) => number): [number, number, number] {
  if (!Array.isArray(value) || value.length !== 3) throw wrongType('an array of three numbers', name, value);
  const [first, second, third] = value.map((each, i) => check(each, `${name}[${i}]`));
  return [first, second, third];
}

function label(value: unknown, name: string): Label {
  if (typeof value === 'string') return { id: text(value, name), name: value };
  const given = object(value, name);
  onlyFields(given, name, { id: text, name: text });
  return { id: text(given.id, `${name}.id`), name: text(given.name, `${name}.name`) };
}

function labels(value: unknown, name: string): Label[] {
  if (!Array.isArray(value)) throw wrongType('an array of labels', name, value);
  if (value.length === 0) throw outOfRange('at least one label', name, value);
  return value.map((each, i) => label(each, `${name}[${i}]`));
}

function hash(value: unknown, name: string): string {
  if (!/^[0-9a-f]{64}$/i.test(text(value, name))) throw outOfRange('64 hexadecimal digits', name, value);
  return (value as string).toLowerCase();
}

type Check = (value: unknown, name: string) => unknown;
type Checks = Readonly<Record<string, Check>>;

function onlyFields(given: object, name: string, checks: Checks): void {
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(checks, key))
      throw outOfRange(`only ${Object.keys(checks).join(', ')}`, `fields of ${name}`, key);
  }
}

/** Every field that is there (undefined counts as absent), checked. */
function fields(value: unknown, name: string, checks: Checks): Record<string, unknown> {
  const given = object(value, name);
  onlyFields(given, name, checks);
  const present = Object.entries(given).filter(([, each]) => each !== undefined);
  return Object.fromEntries(present.map(([key, each]) => [key, checks[key](each, `${name}.${key}`)]));
}

const side = (value: unknown, name: string) => integer(value, name, 1, 16384);

const inputChecks: Record<keyof CardInput, Check> = {
  width: side,
  height: side,
  layout: (value, name) => oneOf(value, name, ['NCHW', 'NHWC']),
  channelOrder: (value, name) => oneOf(value, name, ['RGB', 'BGR']),
  scale: aboveZero,
  mean: (value, name) => triple(value, name, number),
  deviation: (value, name) => triple(value, name, aboveZero),
};

const cardChecks: Record<keyof PartialCard, Check> = {
  name: text,
  preset: (value, name) => oneOf(value, name, presetNames),
  input: (value, name) => fields(value, name, inputChecks),
  resize: (value, name) => oneOf(value, name, ['stretch', 'crop']),
  output: (value, name) => oneOf(value, name, ['logits', 'probabilities']),
  labels,
  sha256: hash,
  bytes: (value, name) => integer(value, name, 1),
  license: text,
  source: text,
  training: text,
  description: text,
};

/**
 * Checks a card, or a part of one, from outside.
 * @param name what messages call it, such as `model`
 * @throws TypeError or RangeError that names the field: a wrong value, or one that cards do not have
 */
export function checkCard(value: unknown, name: string): CheckedCard {
  return fields(value, name, cardChecks) as CheckedCard;
}
