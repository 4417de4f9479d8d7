// What is kept of a run and of a tuning: the summary, and what it takes to get it again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDefense } from '../../dist/evaluation/plan/defense-text.js';
import { openRun } from '../../dist/evaluation/records/read.js';
import { drawnPictures, summaryOptions } from '../../dist/evaluation/summary/facts.js';
import { createSummarizer } from '../../dist/evaluation/summary/summarize.js';
import { shellText } from '../../dist/report/evaluation/command.js';

/** Four digits are more than intervals of some hundred pictures have. */
const short = (value) => (typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(4)) : value);
const rate = ({ share, low, high, right, of }) => [share, low, high, right, of].map(short);

function rowOf({ accuracy, recovered, destroyed, attackSuccess, ...facts }) {
  return {
    ...Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, short(value)])),
    accuracy: rate(accuracy),
    recovered: rate(recovered),
    destroyed: rate(destroyed),
    attackSuccess: attackSuccess && rate(attackSuccess),
  };
}

/** The summary of a finished run as plain data. */
export async function collectRun(folder) {
  const opened = await openRun(folder);
  const { manifest, unreadable, shards } = opened;
  if (shards.done < shards.of) throw new Error(`${folder}: ${shards.done} of ${shards.of} shards are done`);
  const summarizer = createSummarizer(summaryOptions(manifest.plan, drawnPictures(manifest, unreadable)));
  for await (const { records } of opened.batches()) for (const record of records) summarizer.add(record);
  const { rows, worst, flags, pairs, records } = summarizer.finish();
  const { plan, command, version, code, machine, models, images } = manifest;
  const compared = pairs.filter(({ first, second }) => `${first} ${second}`.includes('tuned'));
  return {
    format: 'pixel-deflection results',
    name: plan.name,
    command: shellText(command),
    version,
    code,
    machine,
    seed: plan.seed,
    repeats: plan.repeats,
    records,
    models: models.map(({ name, sha256 }) => ({ name, sha256 })),
    attacks: plan.attacks,
    defenses: plan.defenses.map((defense) => ({ name: defense.name, text: formatDefense(defense) })),
    images: images.map(({ id }) => id),
    rows: rows.map(rowOf),
    worst: worst.map(({ accuracy, recovered, ...each }) => ({
      ...each,
      accuracy: rate(accuracy),
      recovered: rate(recovered),
    })),
    pairs: compared.map((pair) => Object.fromEntries(Object.entries(pair).map(([key, value]) => [key, short(value)]))),
    flags,
  };
}

const scored = ({ clean, recovered, byAttack, defense, search }) => ({
  name: defense.name,
  text: formatDefense(defense),
  clean: short(clean),
  recovered: short(recovered),
  byAttack: Object.fromEntries(Object.entries(byAttack).map(([attack, share]) => [attack, short(share)])),
  ...(search && { search: { clean: short(search.clean), recovered: short(search.recovered) } }),
});

/** The result of a tuning without its candidates. */
export function collectTuning(folder) {
  const result = JSON.parse(readFileSync(join(folder, 'tuning.json'), 'utf8'));
  const { candidates, rungs, front, chosen, compared, comparisons, command, ...facts } = result;
  return {
    ...facts,
    command: shellText(command),
    candidates: candidates.length,
    rungs: rungs.map(({ pictures, scores, kept }) => ({ pictures, candidates: scores.length, kept: kept.length })),
    front: front.map(scored),
    chosen: scored(chosen),
    compared: compared.map(scored),
    comparisons: comparisons.map((each) => ({
      ...each,
      settings: each.settings.map(({ defense, share }) => ({ defense, share: short(share) })),
      clean: each.clean.map(short),
      recovered: each.recovered.map(short),
      difference: short(each.difference),
      low: short(each.low),
      high: short(each.high),
    })),
  };
}
