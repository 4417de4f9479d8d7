import { join } from 'node:path';
import type { Engine } from '../engine/engine.js';
import type { DefensePlan } from '../plan/plan.js';
import { openRun } from '../records/read.js';
import type { Manifest, ManifestImage } from '../run/manifest.js';
import { checkCode, checkContents, checkPlan, createRun, readManifest } from '../run/run-folder.js';
import { runManifest, type RunOptions } from '../run/run-manifest.js';
import type { Unreadable } from '../shard/shard.js';
import { Outcomes } from './outcomes.js';

/** A run of a tuning: some defenses on some pictures. */
export interface RungRun extends Pick<RunOptions, 'signal' | 'onProgress' | 'onNotice'> {
  /** What all runs of the tuning share: models, attacks, seed. */
  readonly manifest: Manifest;
  readonly defenses: readonly DefensePlan[];
  readonly images: readonly ManifestImage[];
  readonly engine: Engine;
}

/** What came of it. */
export interface RungOutcome {
  readonly outcomes: Outcomes;
  /** Pictures that lack records. */
  readonly unreadable: readonly Unreadable[];
}

/**
 * Judges defenses on pictures in a run folder of their own, or goes on with what is there.
 * @throws RunError where the folder holds something else, EngineError where the work cannot be done
 */
export async function runRung(folder: string, name: string, run: RungRun): Promise<RungOutcome> {
  const { manifest: shared, defenses, images, engine, signal, onProgress, onNotice } = run;
  const place = join(folder, name);
  const none = shared.plan.defenses[0];
  const manifest: Manifest = { ...shared, plan: { ...shared.plan, defenses: [none, ...defenses] }, images };
  const stored = await readManifest(place);
  if (stored === undefined) {
    await createRun(place, manifest);
  } else {
    checkCode(place, stored, manifest.code);
    checkPlan(place, stored, manifest.plan);
    checkContents(place, stored, manifest);
  }
  const { unreadable } = await runManifest(stored ?? manifest, place, { engine, signal, onProgress, onNotice });
  const outcomes = new Outcomes(manifest.plan.attacks.filter(({ control }) => control).map((attack) => attack.name));
  const opened = await openRun(place);
  for await (const { records } of opened.batches()) for (const record of records) outcomes.add(record);
  return { outcomes, unreadable };
}
