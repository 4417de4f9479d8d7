import type { DamagedLine } from '../../evaluation/records/read.js';
import type { EvaluationFlag } from '../../evaluation/summary/summary.js';
import { type Html, html } from '../html.js';
import { counted } from './names.js';
import type { View } from './view.js';

/** How far a run has come. */
export interface RunState {
  /** Shards whose records are there, and all of the run. */
  readonly shards: number;
  readonly of: number;
  /** Lines that are no records; their records are not counted. */
  readonly damaged: readonly DamagedLine[];
  /** Shards whose records are not the bytes that the run wrote. */
  readonly changed: number;
}

/** Lines that are named one by one. */
const mostLines = 5;

/** `line 3 (no JSON), line 17 (without label) and 4 more`. */
export function damagedText(damaged: readonly DamagedLine[]): string {
  const named = damaged.slice(0, mostLines).map(({ line, problem }) => `line ${line} (${problem})`);
  const more = damaged.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What is to be said of records that are not those that a run wrote. */
export function changedText(shards: number): string {
  const those = shards === 1 ? 'that shard' : 'those shards';
  return (
    `The records of ${counted(shards, 'shard')} have been changed since the run wrote them: the numbers need not be what ` +
    `was measured. evaluate --resume makes the records anew from the first of ${those} on.`
  );
}

/** Names of defenses that are listed one by one. */
const mostNames = 8;

function namesText(names: readonly string[]): string {
  if (names.length === 0) return 'all defenses';
  const more = names.length - mostNames;
  return more > 1 ? `${names.slice(0, mostNames).join(', ')} and ${more} more` : names.join(', ');
}

/** What must be known before any number is read, one sentence or two each. */
export function bannerTexts({ summary }: Pick<View, 'summary'>, { shards, of, damaged, changed }: RunState): string[] {
  const unknowing = summary.flags.filter(({ kind }) => kind === 'oblivious-only');
  const defenses = [...new Set(unknowing.flatMap(({ defense }) => (defense === undefined ? [] : [defense])))];
  return [
    ...(unknowing.length === 0
      ? []
      : [
          `Shown only under oblivious attacks: ${namesText(defenses)}. ` +
            'These attackers do not know that there is a defense. Attackers who do have broken defenses of this kind ' +
            'completely: the numbers say nothing about them.',
        ]),
    ...(shards < of
      ? [
          `Not finished: ${shards} of ${counted(of, 'shard')} are done, ${counted(summary.records, 'record')} so far. ` +
            'Attacks and models that come later are missing or incomplete; evaluate --resume goes on.',
        ]
      : []),
    ...(damaged.length === 0
      ? []
      : [
          `${counted(damaged.length, 'line')} of records.jsonl could not be read and are not counted: ${damagedText(damaged)}.`,
        ]),
    ...(changed === 0 ? [] : [changedText(changed)]),
  ];
}

export function banners(view: View, state: RunState): Html {
  const items = bannerTexts(view, state).map((text) => html`<p><span aria-hidden="true">⚠ </span>${text}</p>`);
  return items.length === 0 ? html`` : html`<div class="banner" role="note">${items}</div>`;
}

function flagItem({ level, kind, message }: EvaluationFlag): Html {
  return html`<li class="${level}">
    <span class="level">${level}</span> <b>${kind.replaceAll('-', ' ')}</b>: ${message}
  </li>`;
}

/** Everything that raised a flag, warnings first. */
export function flags({ summary }: View): Html {
  const ordered = summary.flags.toSorted((a, b) => Number(a.level === 'note') - Number(b.level === 'note'));
  const list =
    ordered.length === 0
      ? html`<p>No flag was raised.</p>`
      : html`<ul class="flags">
          ${ordered.map(flagItem)}
        </ul>`;
  return html`<section id="flags">
    <h2>Flags</h2>
    ${list}
  </section>`;
}
