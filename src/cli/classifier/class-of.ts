import { nearestNames } from '../../core/nearest.js';
import { oneLine } from '../../core/one-line.js';
import { spelling } from '../../evaluation/data/truths.js';
import type { Classifier, Label } from '../../models/index.js';
import { UsageError } from '../errors.js';

function showClass({ id, name }: Label): string {
  return id === name ? oneLine(name) : `${oneLine(id)} (${oneLine(name)})`;
}

/**
 * The class that was typed, by its key, its name or its place in the output, the first of these that one has.
 * @param flag with dashes
 * @throws UsageError where no class is meant, or several
 */
export function classOf(typed: string, flag: string, { name, labels }: Pick<Classifier, 'name' | 'labels'>): number {
  const wanted = spelling(typed);
  const having = (key: 'id' | 'name') =>
    labels.flatMap((each, index) => (spelling(each[key]) === wanted ? [index] : []));
  const byKey = having('id');
  const meant = byKey.length > 0 ? byKey : having('name');
  if (meant.length === 1) return meant[0];
  const received = oneLine(JSON.stringify(typed));
  if (meant.length > 1) {
    const keys = meant.map((index) => oneLine(labels[index].id)).join(' or ');
    throw new UsageError(`Expected one class for ${flag} but received ${received}: give the key, ${keys}`);
  }
  if (/^\d+$/.test(typed) && Number(typed) < labels.length) return Number(typed);
  const names = new Map(labels.flatMap((each) => [each.id, each.name].map((text) => [spelling(text), each])));
  const near = new Set(nearestNames(wanted, [...names.keys()]).map((text) => names.get(text)!));
  const offered = near.size === 0 ? '' : `: did you mean ${[...near].map(showClass).join(' or ')}?`;
  const examples = labels.slice(0, 2).map(showClass).join(' or ');
  throw new UsageError(
    `Expected a class of ${oneLine(name)}, such as ${examples}, for ${flag} but received ${received}${offered}`,
  );
}
