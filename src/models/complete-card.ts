import type { CardInput, Label, ModelCard, PresetName } from './card.js';
import { presets } from './catalog/presets.js';
import type { CheckedCard } from './check-card.js';
import { ModelError } from './errors.js';

/** A card that has all but what only a run of the model tells. */
export interface CardBeforeRun extends Omit<ModelCard, 'output' | 'labels'> {
  /** Undefined where nothing says it. */
  output: ModelCard['output'] | undefined;
  labels: readonly Label[] | undefined;
}

/** A card on top of its preset. */
function expand({ preset, ...card }: CheckedCard): CheckedCard {
  return preset === undefined ? card : merge(presets[preset], card);
}

function merge(lower: CheckedCard, upper: CheckedCard): CheckedCard {
  return { ...lower, ...upper, input: { ...lower.input, ...upper.input } };
}

const inputFields = ['width', 'height', 'layout', 'channelOrder', 'scale', 'mean', 'deviation'] as const;

/** Undefined fields must not hide those of a lower card. */
function present<T extends object>(from: T): T {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T;
}

/**
 * Joins what is known of a model, each over the one before it, field by field.
 * @param cards from the least to the most binding
 * @throws ModelError that lists the fields that nothing gives
 */
export function completeCard(cards: readonly CheckedCard[], name: string): CardBeforeRun {
  const joined = cards.map((card) => expand({ ...present(card), input: present(card.input ?? {}) })).reduce(merge, {});
  const input = joined.input ?? {};
  const missing = inputFields.filter((field) => input[field] === undefined);
  if (missing.length > 0) {
    const names = Object.keys(presets).map((each) => `'${each satisfies string as PresetName}'`);
    const pixels = missing.some((field) => !['width', 'height', 'layout'].includes(field));
    const fields = missing.map((field) => `input.${field}`).join(', ');
    const remedy = pixels
      ? `give model: { preset: ${names.join(' | ')} } or a card with ${fields}`
      : `give a card with ${fields}`;
    throw new ModelError(name, `its file does not say how pictures enter it: ${remedy}`);
  }
  const { resize = 'crop', output, labels, ...rest } = joined;
  return { name, ...rest, input: input as CardInput, resize, output, labels };
}
