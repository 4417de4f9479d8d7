import { oneLine } from '../../core/one-line.js';
import type { Manifest } from '../../evaluation/run/manifest.js';
import type { RunTotals } from '../../evaluation/run/run-manifest.js';
import type { Unreadable } from '../../evaluation/shard/shard.js';

/** Unreadable pictures that are listed; the manifest and the journal name all. */
const mostListed = 10;

/** `1 picture`, `1,200 pictures`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** Pictures that no records are of, at the beginning or later, each once. */
export function allUnreadable(manifest: Manifest, { unreadable }: Pick<RunTotals, 'unreadable'>): Unreadable[] {
  const byName = new Map([...manifest.unreadable, ...unreadable].map((each) => [each.image, each]));
  return [...byName.values()];
}

/** Lines that count and list unreadable pictures; none where all could be used. */
export function unreadableLines(unreadable: readonly Unreadable[]): string[] {
  if (unreadable.length === 0) return [];
  const listed = unreadable.slice(0, mostListed).map(({ image, reason }) => oneLine(`  ${image}: ${reason}`));
  const more = unreadable.length - listed.length;
  return [
    `${counted(unreadable.length, 'picture')} could not be used:`,
    ...listed,
    ...(more > 0 ? [`  and ${more.toLocaleString('en-US')} more`] : []),
  ];
}
