import type { Label } from '../card.js';

let loaded: Promise<readonly Label[]> | undefined;

async function load(): Promise<readonly Label[]> {
  const { imagenetClasses } = await import('./imagenet-classes.js');
  const lines = imagenetClasses.trim().split('\n');
  return Object.freeze(lines.map((line) => Object.freeze({ id: line.slice(0, 9), name: line.slice(10) })));
}

/**
 * The 1000 classes of ImageNet (ILSVRC 2012) in the order of a classifier's output: WordNet id and name. Loaded when
 * they are first asked for; the same frozen array every time.
 */
export function imagenetLabels(): Promise<readonly Label[]> {
  loaded ??= load();
  return loaded;
}
