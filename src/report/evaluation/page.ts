import type { Manifest } from '../../evaluation/run/manifest.js';
import type { Summary } from '../../evaluation/summary/summary.js';
import type { Unreadable } from '../../evaluation/shard/shard.js';
import { type Html, html, Html as Raw } from '../html.js';
import { ablations } from './charts/ablation.js';
import { curves } from './charts/curves.js';
import { heatMaps } from './charts/heat-maps.js';
import { localisation } from './charts/places.js';
import { scatters } from './charts/scatter.js';
import { pairs, worstCases } from './comparisons.js';
import { type Example, examples } from './examples.js';
import { knowledgeBadge } from './knowledge.js';
import { counted, knowledgeMeaning } from './names.js';
import { origin, unreadablePictures } from './origin.js';
import { paper } from './paper.js';
import { policyFor } from './policy.js';
import { allRows, glance } from './rows-table.js';
import { style } from './style.js';
import { viewOf } from './view.js';
import { banners, flags, type RunState } from './warnings.js';

/** What a page shows besides the summary of a run and its manifest. */
export interface PageExtras {
  /** Default: the plan's name. */
  readonly title?: string;
  readonly state: RunState;
  /** Pictures that rows lack. */
  readonly unreadable: readonly Unreadable[];
  /** Pictures step by step. */
  readonly examples?: readonly Example[];
}

/** What the first lines of a page say, by which a later run knows that it may replace it. */
export const generator = 'pixel-deflection report';

/** To the letter what the policy names by its hash. */
const styleElement = new Raw(`<style>${style}</style>`);

function listed(names: readonly string[]): string {
  return names.length < 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

/** What was compared, in numbers. */
function facts(summary: Summary, { plan, images }: Manifest): Html {
  const items: [count: number, noun: string, names: readonly string[]][] = [
    [images.length, 'picture', []],
    [summary.models.length, 'model', summary.models],
    [plan.attacks.length, 'attack', plan.attacks.map(({ name }) => name)],
    [
      summary.defenses.filter((name) => name !== 'none').length,
      'defense',
      summary.defenses.filter((name) => name !== 'none'),
    ],
    [summary.records, 'record', []],
  ];
  return html`<ul class="facts">
    ${items.map(
      ([count, noun, names]) =>
        html`<li>
          <b>${count.toLocaleString('en')}</b
          >${count === 1 ? noun : `${noun}s`}${names.length > 0 ? `: ${listed(names)}` : undefined}
        </li>`,
    )}
  </ul>`;
}

/** What the labels of rows mean. */
function labels(summary: Summary): Html {
  const used = (['oblivious', 'gray-box', 'adaptive'] as const).filter((knowledge) =>
    summary.rows.some((row) => row.knowledge === knowledge),
  );
  return html`<ul class="notes">
    ${used.map((knowledge) => html`<li>${knowledgeBadge(knowledge)} ${knowledgeMeaning[knowledge]}</li>`)}
  </ul>`;
}

/**
 * The report of a run as one HTML file that needs no other: charts and pictures are in it, and it has no script.
 * @param summary from the run's records
 */
export function evaluationPage(summary: Summary, manifest: Manifest, extras: PageExtras): string {
  const title = extras.title ?? `Evaluation: ${manifest.plan.name}`;
  const view = viewOf(summary, manifest);
  const parts: [id: string, name: string, part: Html | undefined][] = [
    ['flags', 'Flags', flags(view)],
    ['glance', 'At a glance', glance(view)],
    ['worst', 'Worst case', worstCases(view)],
    ['curves', 'Curves', curves(view)],
    ['scatter', 'Cost and gain', scatters(view)],
    ['sweeps', 'Sweeps', heatMaps(view)],
    ['ablation', 'Ablation', ablations(view)],
    ['pairs', 'Paired comparisons', pairs(view)],
    ['localisation', 'Localisation', localisation(view)],
    ['paper', 'The paper', paper(view)],
    ['examples', 'Examples', examples(extras.examples ?? [])],
    ['rows', 'All numbers', allRows(view)],
    ['unreadable', 'Pictures left out', unreadablePictures(extras.unreadable)],
    ['origin', 'Origin', origin(manifest)],
  ];
  const there = parts.flatMap(([id, name, part]) => (part === undefined ? [] : [{ id, name, part }]));
  return `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="${generator}" />
        <meta http-equiv="Content-Security-Policy" content="${policyFor(style)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        ${styleElement}
      </head>
      <body id="top">
        <header>
          <h1>${title}</h1>
          <p class="lead">
            How image classifiers hold under attack, and what defenses at test time bring back: measured by
            pixel-deflection ${manifest.version} on ${counted(manifest.images.length, 'picture')}.
          </p>
          ${banners(view, extras.state)} ${facts(summary, manifest)} ${labels(summary)}
          <nav class="contents" aria-label="Contents">
            ${there.map(({ id, name }) => html`<a href="#${id}">${name}</a>`)}
          </nav>
        </header>
        <main>${there.map(({ part }) => part)}</main>
      </body>
    </html>`.text
  }\n`;
}
