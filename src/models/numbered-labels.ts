import type { Label } from './card.js';

function numbered(index: number): Label {
  return { id: String(index), name: `class ${index}` };
}

/** Labels of a classifier whose card has none: the places in its output. */
export function numberedLabels(classes: number): Label[] {
  return Array.from({ length: classes }, (_, index) => numbered(index));
}

/** Whether labels are those of {@link numberedLabels}: places in an output, which say nothing of what the classes are. */
export function areNumbered(labels: readonly Label[]): boolean {
  return labels.every(({ id, name }, index) => id === numbered(index).id && name === numbered(index).name);
}
