import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findStored, hashFile, isAddress, listStored, modelsFolder } from '#files';
import { didYouMean } from '../../core/nearest.js';
import { oneLine } from '../../core/one-line.js';
import { showPath } from '../../io/show-path.js';
import {
  catalogEntries,
  catalogEntry,
  type Label,
  loadClassifier,
  ModelError,
  type PresetName,
} from '../../models/index.js';
import type { ModelTimings } from '../plan/estimate.js';
import type { ModelPlan, Plan } from '../plan/plan.js';
import { checkDefenses } from './check-defenses.js';
import { assets } from './assets.js';
import { RunError } from './errors.js';
import type { Manifest } from './manifest.js';
import { measureModel } from './measure.js';

/** The classifier that comes with the package: what `builtin` means in a plan. */
const builtIn = join(assets, 'classifier', 'tiny-imagenet-100.onnx');

/** A classifier of a plan that was found, loaded once and can be used. */
export interface SettledModel {
  readonly path: string;
  readonly model: Manifest['models'][number];
  readonly labels: readonly Label[];
  /** Undefined where they were not asked for. */
  readonly timings: ModelTimings | undefined;
}

/** How models are settled. */
export interface SettleOptions {
  /** The folder of the models that were pulled or added. Default: the user's own. */
  readonly folder: string | undefined;
  /** Whether to try each model with every defense, and to take the times. */
  readonly measure: boolean;
  /** Called before each model is loaded. */
  readonly onModel: (name: string) => void;
}

/** The file that a plan means: the built-in one, by its name among the models of the store, else by its path. */
export async function locateModel({ name, source }: ModelPlan, folder: string | undefined): Promise<string> {
  if (source === 'builtin') return builtIn;
  const about = `model ${oneLine(name)}: ${showPath(source)}`;
  if (isAddress(source)) {
    throw new RunError(`${about}: an address, get it first with "pixel-deflection models pull"`, { refused: true });
  }
  const entry = catalogEntry(source);
  const stored = await findStored(entry?.name ?? source, folder);
  if (stored !== undefined) return stored;
  if (entry !== undefined) {
    const advice =
      entry.url === undefined ? 'pixel-deflection models list' : `pixel-deflection models pull ${entry.name}`;
    throw new RunError(`${about}: not in ${showPath(modelsFolder(folder))}: ${advice}`);
  }
  const there = statSync(source, { throwIfNoEntry: false });
  if (there?.isFile() === true) return source;
  const problem = there === undefined ? 'does not exist' : there.isDirectory() ? 'a folder' : 'a pipe or a device';
  const near = there === undefined ? await nearestModels(source, folder) : '';
  throw new RunError(
    `${about}: ${problem}, expected an ONNX file, or a name that "pixel-deflection models list" shows${near}`,
  );
}

/** What is said where a name was mistyped; nothing of a path. */
async function nearestModels(source: string, folder: string | undefined): Promise<string> {
  if (/[/\\]|\.onnx$/i.test(source)) return '';
  const known = catalogEntries.flatMap(({ name, aliases }) => [...aliases, name]);
  return didYouMean(source, [...new Set(['builtin', ...known, ...(await listStored(folder).catch(() => []))])]);
}

/** Loads a classifier, so that its card is whole and what does not fit is known before anything runs. */
async function settle(model: ModelPlan, plan: Plan, { folder, measure }: SettleOptions): Promise<SettledModel> {
  const { name, card, preset } = model;
  const path = await locateModel(model, folder);
  const sha256 = await hashFile(path);
  try {
    const given = card ?? (preset === undefined ? {} : { preset: preset as PresetName });
    const classifier = await loadClassifier(path, { model: given, threads: 1, onNotice: () => {} });
    try {
      const { width, height, classes, labels } = classifier;
      checkDefenses(plan, { name, width, height });
      const timings = measure ? await measureModel(plan, name, classifier) : undefined;
      // As JSON has it: the manifest that is written and the one that is read again are equal.
      const whole = JSON.parse(JSON.stringify(classifier.card)) as unknown;
      return { path, labels, timings, model: { name, sha256, card: whole, width, height, classes } };
    } finally {
      await classifier.dispose();
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new RunError(`model ${oneLine(name)}: ${error.message}`, { cause: error });
  }
}

/**
 * Finds and loads the classifiers of a plan, one after the other, and checks every defense at the size of each.
 * @throws RunError that names the model, and its place in the plan or that of the defense
 */
export async function settleModels(plan: Plan, options: SettleOptions): Promise<SettledModel[]> {
  const settled: SettledModel[] = [];
  for (const [i, model] of plan.models.entries()) {
    options.onModel(model.name);
    try {
      // oxlint-disable-next-line no-await-in-loop -- one in memory at a time
      settled.push(await settle(model, plan, options));
    } catch (error) {
      if (error instanceof RunError) error.field ??= ['models', i];
      throw error;
    }
  }
  return settled;
}
