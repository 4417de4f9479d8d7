import { basename, resolve } from 'node:path';
import { oneLine } from '../../core/one-line.js';
import { checkPlan } from '../../evaluation/plan/check-plan.js';
import { PlanError } from '../../evaluation/plan/errors.js';
import type { Plan } from '../../evaluation/plan/plan.js';
import { diskFiles } from '../../evaluation/plan/preset-files.js';
import { presetPlan } from '../../evaluation/plan/presets/index.js';
import { pathText, type Problem } from '../../evaluation/plan/problems.js';
import { UsageError } from '../errors.js';
import { numberOrText } from '../values.js';
import { planFlags, type RawPlanFlags } from './plan-flags.js';

/** Flags that a plan in a file, or of a preset, can be given too. */
const overriding = new Set(['data', 'limit', 'part', 'seed', 'repeats']);

function one(raw: RawPlanFlags, name: string): string | undefined {
  return raw[name] === undefined ? undefined : String(raw[name]);
}

function several(raw: RawPlanFlags, name: string): readonly string[] {
  const given = raw[name];
  return given === undefined ? [] : Array.isArray(given) ? (given as readonly string[]) : [String(given)];
}

/** A number where one was typed, for the check. */
function numeral(raw: RawPlanFlags, name: string): number | string | undefined {
  const text = one(raw, name);
  return text === undefined ? undefined : numberOrText(text);
}

/** `[name=]source[@card=…]` or `[name=]source[@preset=…]`, as a plan has it. */
function modelFields(typed: string): Record<string, string> | string {
  const [, name, source, key, value] =
    /^(?:([^=@/\\]+)=)?(.+?)(?:@(card|preset)=(.+))?$/s.exec(typed) ?? ([] as (string | undefined)[]);
  if (source === undefined || (name === undefined && key === undefined)) return typed;
  return { source, ...(name === undefined ? {} : { name }), ...(key === undefined ? {} : { [key]: value! }) };
}

/** Where the pictures come from: `--data`, `--limit` and `--part`. */
function dataFields(raw: RawPlanFlags): Record<string, unknown> | undefined {
  const fields = { path: one(raw, 'data'), limit: numeral(raw, 'limit'), part: one(raw, 'part') };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/** What a plan without a file is called: its pictures' folder or file. */
function nameOf(raw: RawPlanFlags): string {
  return basename(resolve(one(raw, 'data') ?? '')) || 'flags';
}

/** The flag that a part of a plan was typed with: `--attack igsm:epsilon=-1`. */
function flagOf(raw: RawPlanFlags, [first, second]: Problem['path']): string {
  if (first === 'data') return second === 'limit' || second === 'part' ? `--${second}` : '--data';
  const list = { models: 'model', attacks: 'attack', defenses: 'defense' }[String(first)];
  if (list === undefined) return first === undefined ? '--data' : `--${first}`;
  const typed = typeof second === 'number' ? several(raw, list)[second] : undefined;
  return `--${list}${typed === undefined ? '' : ` ${oneLine(typed)}`}`;
}

/** What is said of a problem of a plan that was typed as flags. */
function flagLine(raw: RawPlanFlags): (problem: Problem) => string {
  return (problem) => {
    const { path, message } = problem;
    const deeper = pathText(path.slice(path[0] === 'data' || path[0] === 'preset' ? path.length : 2));
    const shown = deeper === '' || /^\d/.test(deeper) ? '' : ` ${deeper}:`;
    return `${flagOf(raw, path)}:${shown} ${message.replace('Expected data, ', 'Expected --data, ')}`;
  };
}

function refuseFlags(raw: RawPlanFlags, names: readonly string[], why: string): void {
  const given = names.find((name) => raw[name] !== undefined);
  if (given !== undefined) throw new UsageError(`Expected no --${given} ${why}`);
}

/**
 * The plan that flags alone describe: of `--preset` with pictures and models, or of `--attack` and `--defense`.
 * @throws PlanError with a line for each thing that is wrong, which names the flag; UsageError for flags that do not go
 *   together
 */
export function planFromFlags(raw: RawPlanFlags): Plan {
  const preset = one(raw, 'preset');
  const line = flagLine(raw);
  const models = several(raw, 'model').map(modelFields);
  const settings = {
    data: dataFields(raw),
    seed: one(raw, 'seed'),
    repeats: numeral(raw, 'repeats'),
    models: models.length === 0 ? undefined : models,
    localisation: raw.localisation,
  };
  if (preset !== undefined) {
    refuseFlags(raw, ['attack', 'defense'], `with --preset ${oneLine(preset)}, which has its own`);
    return presetPlan(preset, settings, line);
  }
  const contents = { attacks: several(raw, 'attack'), defenses: several(raw, 'defense') };
  const { plan, problems } = checkPlan({ ...settings, ...contents }, nameOf(raw), diskFiles);
  if (plan === undefined) throw new PlanError(problems.map(line));
  return plan;
}

/**
 * A plan of a file with what flags say otherwise: `--data`, `--limit`, `--part`, `--seed` and `--repeats`.
 * @throws UsageError for flags that only make a plan of their own; PlanError for values that are wrong
 */
export function withFlags(plan: Plan, raw: RawPlanFlags): Plan {
  refuseFlags(
    raw,
    planFlags.filter((name) => !overriding.has(name)),
    'with a plan in a file: write it there',
  );
  const data = { ...plan.data, ...dataFields(raw) };
  const seed = one(raw, 'seed') ?? plan.seed;
  const { plan: checked, problems } = checkPlan(
    { data, seed, repeats: numeral(raw, 'repeats') ?? plan.repeats },
    plan.name,
    diskFiles,
  );
  if (checked === undefined) throw new PlanError(problems.map(flagLine(raw)));
  return { ...plan, seed: checked.seed, repeats: checked.repeats, data: checked.data };
}
