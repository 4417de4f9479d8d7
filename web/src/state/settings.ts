import { denoiserNames, type DenoiserName, type WaveletName, waveletNames } from 'pixel-deflection';
import { type MapKind, mapKinds } from 'pixel-deflection/pipeline';
import type { AttackName } from '../worker/protocol.js';

/** A setting that is a number: where it starts, its range, and the step of its slider. */
interface NumberField {
  readonly type: 'number';
  readonly start: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A setting that is one of several words. */
interface ChoiceField<T extends string> {
  readonly type: 'choice';
  readonly start: T;
  readonly options: readonly T[];
}

/** A setting that is on or off. */
interface ToggleField {
  readonly type: 'toggle';
  readonly start: boolean;
}

/** A setting that is a short name, such as a sample or the key of a class; empty for none. */
interface NameField {
  readonly type: 'name';
  readonly start: string;
}

export type Field = NumberField | ChoiceField<string> | ToggleField | NameField;

const number = (start: number, min: number, max: number, step: number): NumberField => ({
  type: 'number',
  start,
  min,
  max,
  step,
});
const choice = <T extends string>(start: T, options: readonly T[]): ChoiceField<T> => ({
  type: 'choice',
  start,
  options,
});
const toggle = (start: boolean): ToggleField => ({ type: 'toggle', start });
const name = (start: string): NameField => ({ type: 'name', start });

/** The attacks of the page, in the order of its list. */
export const attackNames = [
  'fgsm',
  'igsm',
  'mi-fgsm',
  'pgd',
  'apgd-ce',
  'square',
  'deepfool',
  'cw',
  'l-bfgs',
  'jsma',
  'fab',
] as const satisfies readonly AttackName[];

/**
 * Everything that a person can set, with its range: the order is that of links. Attack and σ start where the story of the
 * built-in classifier does (`pixel-deflection demo`); counts are for 224 × 224, as published.
 */
export const fields = {
  /** A sample by its name; empty: a picture of the user, which no link can hold. */
  sample: name('lemon'),
  /** Another model by its name, as {@link nameInLinks} writes it, which no link can hold; empty: the built-in classifier. */
  model: name(''),
  /** The one seed: of attacks, noise, deflections and draws. */
  seed: number(1, 0, 2 ** 32 - 1, 1),
  method: choice<AttackName>('igsm', attackNames),
  /** L∞ budget in levels of 0…255. */
  epsilon: number(4, 0.5, 32, 0.5),
  /** Size of the adversaries of attacks without a budget. */
  relativeL2: number(0.03, 0.005, 0.2, 0.005),
  /** Steps of attacks that take them. */
  iterations: number(10, 1, 100, 1),
  /** Key of the class to reach; empty: any other. */
  target: name(''),
  deflections: number(1500, 0, 6000, 10),
  window: number(10, 1, 64, 1),
  map: choice<MapKind>('r-cam', mapKinds),
  topK: number(5, 1, 20, 1),
  aggregate: choice('geometric-mean', ['geometric-mean', 'exponential'] as const),
  denoiser: choice<DenoiserName>('wavelet', denoiserNames),
  wavelet: choice<WaveletName>('db1', waveletNames),
  shrink: choice('BayesShrink', ['BayesShrink', 'VisuShrink'] as const),
  threshold: choice('soft', ['soft', 'hard'] as const),
  /** In [0,1] of a channel's range. */
  sigma: number(0.06, 0, 0.3, 0.005),
  ycbcr: toggle(true),
  /** Which draw of the seed is shown from the deflection on: 0 is what the defended classifier sees first. */
  draw: number(0, 0, 99, 1),
  /** Draws of the table and of the strip. */
  draws: number(20, 1, 100, 1),
  jpegQuality: number(40, 1, 100, 1),
  /** Draws behind each gradient of the adaptive attack. */
  eot: number(5, 1, 40, 1),
  /** The largest ε of the adaptive attack's curve. */
  breakEpsilon: number(8, 1, 32, 1),
  /** What the table of stages is of. */
  scope: choice('picture', ['picture', 'samples'] as const),
  /** Which of the two attackers of the curve is looked at: the one who knows the defense. */
  knows: toggle(true),
  /** The ε of the curve that is looked at; the largest where the curve has none such. */
  brokenAt: number(32, 0, 32, 1),
  /** What the curve is of. */
  curve: choice('accuracy', ['accuracy', 'confidence'] as const),
  /** Which maps are looked at, of which picture. */
  maps: choice('both', ['both', 'cam', 'r-cam', 'grad-cam'] as const),
  mapsOf: choice('attacked', ['attacked', 'clean'] as const),
  /** Whether each draw of the strip is denoised, too. */
  denoiseDraws: toggle(false),
  /** Which sub-bands are looked at: channel (0 is the Y, or the red) and level. */
  channel: number(0, 0, 2, 1),
  level: number(1, 1, 12, 1),
} as const satisfies Readonly<Record<string, Field>>;

type Value<F> = F extends NumberField
  ? number
  : F extends ToggleField
    ? boolean
    : F extends ChoiceField<infer T>
      ? T
      : string;

export type SettingName = keyof typeof fields;
export type Settings = { readonly [K in SettingName]: Value<(typeof fields)[K]> };

/** A name of a person's own, such as that of a model, as a setting can hold it. */
export function nameInLinks(text: string): string {
  const plain = text.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return plain.slice(0, 64) || 'unnamed';
}

/** All settings where they start. */
export const defaults = Object.fromEntries(
  Object.entries(fields).map(([key, { start }]) => [key, start]),
) as unknown as Settings;

/** A number inside of its range, on a step of it: from the smallest value on, without the noise of binary fractions. */
function onStep({ min, max, step }: NumberField, value: number): number {
  const steps = Math.round((Math.min(max, Math.max(min, value)) - min) / step);
  return Math.min(max, Number((min + steps * step).toFixed(6)));
}

/** The nearest value that a setting can have; where it starts for one that makes no sense. */
export function clamped(field: Field, value: unknown): number | boolean | string {
  switch (field.type) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? onStep(field, value) : field.start;
    case 'toggle':
      return typeof value === 'boolean' ? value : field.start;
    case 'choice':
      return field.options.find((option) => option === value) ?? field.start;
    case 'name':
      return typeof value === 'string' && /^[\w-]{0,64}$/.test(value) ? value : field.start;
  }
}

/** Settings with every value of a patch brought into its range; what is no setting is left out. */
export function withPatch(settings: Settings, patch: Partial<Settings>): Settings {
  const known = Object.entries(patch).filter(([key]) => Object.hasOwn(fields, key));
  const values = known.map(([key, value]) => [key, clamped(fields[key as SettingName], value)]);
  return { ...settings, ...(Object.fromEntries(values) as Partial<Settings>) };
}
