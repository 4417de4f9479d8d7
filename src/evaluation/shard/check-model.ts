import { outOfRange } from '../../core/checks.js';
import type { ModelCard } from '../../models/index.js';
import { checkCard } from '../../models/check-card.js';
import { type Check, fields, hash, planName } from './job-fields.js';

/** What a card must say for a network to be used without any other file. */
const needed = ['name', 'input', 'resize', 'output', 'labels'] as const;
const neededInput = ['width', 'height', 'layout', 'channelOrder', 'scale', 'mean', 'deviation'] as const;

/** A whole card, as a job carries it. */
const wholeCard: Check = (value, name) => {
  const card = checkCard(value, name) as Partial<ModelCard>;
  const missing = needed.find((key) => card[key] === undefined);
  if (missing !== undefined) throw outOfRange(`a whole card, with ${missing},`, name, value);
  const missingInput = neededInput.find((key) => card.input?.[key] === undefined);
  if (missingInput !== undefined) throw outOfRange(`a whole card, with input.${missingInput},`, name, value);
};

/** Checks a classifier of a job. */
export const checkModelRef: Check = (value, name) =>
  fields(value, name, { name: planName, sha256: hash, card: wholeCard });
