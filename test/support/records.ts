import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../src/core/random.js';
import type { Chain } from '../../src/defenses/chain/chain.js';
import type { AttackPlan, DefensePlan, Plan } from '../../src/evaluation/plan/plan.js';
import { recordLine } from '../../src/evaluation/records/format.js';
import type { EvaluationRecord, MadeFacts } from '../../src/evaluation/records/record.js';
import { expand } from '../../src/evaluation/run/expand.js';
import type { Manifest } from '../../src/evaluation/run/manifest.js';
import { sha256Of } from '../../src/evaluation/shard/key.js';
import type { ShardJob } from '../../src/evaluation/shard/shard.js';

// Runs that were never computed: records drawn from a seed, as a run of this plan would write them. What reads, sums up
// and shows records is tested on them.

/** What a generated run is like. */
export interface RunForm {
  readonly seed?: number;
  readonly images?: number;
  readonly repeats?: number;
  readonly models?: readonly string[];
  readonly attacks?: readonly AttackPlan[];
  readonly defenses?: readonly DefensePlan[];
  readonly localisation?: boolean;
  /** Names of pictures, in place of `n01530575_photo-0001.jpg`, `…-0002.jpg`, … */
  readonly name?: (image: number) => string;
}

export interface GeneratedRun {
  readonly manifest: Manifest;
  /** The records, in the order of a run; the same at every call. */
  records(): Generator<EvaluationRecord>;
}

const chain = (deflections: number, sigma?: number): Chain => [
  { transform: 'deflect', options: { deflections, window: 10 } },
  ...(sigma === undefined ? [] : [{ transform: 'wavelet', options: { sigma } } as const]),
];

export function defense(name: string, steps: Chain, more: Partial<DefensePlan> = {}): DefensePlan {
  return { name, chain: steps, map: 'none', ensemble: 1, vote: 'majority', ...more };
}

export function attack(name: string, more: Partial<AttackPlan> = {}): AttackPlan {
  const sizes = [1, 2, 4, 8, 16];
  return { name, method: name, knowledge: 'oblivious', measure: 'linf', sizes, options: {}, ...more };
}

export const usualDefenses: readonly DefensePlan[] = [
  defense('none', []),
  defense('PD', chain(600)),
  defense('PD+WD', chain(200, 0.04)),
  defense('PD+R-CAM+WD', chain(1500, 0.04), { map: 'r-cam' }),
  defense('Ens-10', chain(200, 0.04), { map: 'r-cam', ensemble: 10 }),
  defense('JPEG 75', [{ transform: 'jpeg', options: { quality: 75 } }]),
];

export const usualAttacks: readonly AttackPlan[] = [
  attack('fgsm'),
  attack('igsm'),
  attack('deepfool', { measure: 'relative-l2', sizes: [0.02, 0.06] }),
  attack('cw', { method: 'carlini-wagner', measure: 'natural', sizes: [null] }),
  attack('noise', { method: 'gaussian-noise', control: true }),
  attack('bpda', { method: 'pgd', knowledge: 'adaptive', sizes: [2, 4], against: ['PD+WD'], adaptive: { draws: 20 } }),
];

/** Defenses that differ in two numbers of one chain. */
export function grid(deflections: readonly number[], sigmas: readonly number[]): DefensePlan[] {
  return deflections.flatMap((count) =>
    sigmas.map((sigma) => defense(`PD ${count} · σ ${sigma}`, chain(count, sigma))),
  );
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const six = (value: number): number => Number(value.toPrecision(6));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const isRandom = ({ chain: steps }: DefensePlan): boolean => steps.some(({ transform }) => transform === 'deflect');

/** How much of an attack's strength a defense takes away, and what it costs: made up, but of the right order. */
function strengthOf({ chain: steps, map, ensemble }: DefensePlan): { undone: number; cost: number } {
  if (steps.length === 0) return { undone: 0, cost: 0 };
  if (steps[0].transform === 'jpeg') return { undone: 2.6, cost: 0.25 };
  const options = Object.assign({}, ...steps.map(({ options }) => options)) as { deflections?: number; sigma?: number };
  const waves = options.sigma ?? 0;
  const undone = 0.4 + Math.log10(1 + (options.deflections ?? 0) / 100) + 45 * waves - 300 * waves ** 2;
  const cost = 0.1 + (options.deflections ?? 0) / 4000 + 120 * waves ** 2;
  return {
    undone: undone + (map === 'none' ? 0 : 0.5) + Math.log10(ensemble),
    cost: cost / (map === 'none' ? 1 : 1.6),
  };
}

function powerOf(plan: AttackPlan | undefined, size: number | null): number {
  if (plan === undefined) return 0;
  if (plan.control) return 0.03 * (size ?? 1);
  const factor = { fgsm: 0.75, igsm: 1.5, pgd: 1.9 }[plan.method] ?? 1.2;
  const levels = plan.measure === 'relative-l2' ? 250 * (size ?? 0) : (size ?? 3);
  return factor * (1.6 + 1.9 * Math.log2(1 + levels));
}

function planOf(form: RunForm): Plan {
  const { seed = 1, repeats = 3, models = ['mobilenetv2'], attacks = usualAttacks, images = 60 } = form;
  return {
    format: 'pixel-deflection plan',
    schema: 1,
    name: 'generated',
    seed: String(seed),
    repeats,
    data: { path: 'photos', limit: images },
    models: models.map((name) => ({ name, source: name })),
    attacks,
    defenses: form.defenses ?? usualDefenses,
    localisation: form.localisation ?? true,
  };
}

function manifestOf(plan: Plan, { images = 60, name = usualName }: RunForm): Manifest {
  return {
    format: 'pixel-deflection run',
    schema: 1,
    plan,
    command: ['pixel-deflection', 'evaluate', 'plan.yaml', '-o', 'run'],
    version: '0.1.0',
    code: `0.1.0+${sha('code').slice(0, 16)}`,
    models: plan.models.map((model) => ({
      name: model.name,
      sha256: sha(model.name),
      card: {},
      width: 224,
      height: 224,
      classes: 1000,
    })),
    data: { kind: 'photos', sha256: sha('data'), found: images + 2 },
    images: Array.from({ length: images }, (_, i) => ({
      id: name(i),
      sha256: sha(name(i)),
      labels: plan.models.map(() => i % 1000),
    })),
    unreadable: [{ image: 'broken.jpg', reason: 'the JPEG data is cut short at byte 120, expected a complete file' }],
    machine: { cpu: 'a processor', cores: 2, platform: 'linux', arch: 'x64', node: '20.20.0', onnxruntime: '1.30.0' },
    shardSize: 16,
    adversaries: false,
    started: '2026-11-26T06:00:00.000Z',
  };
}

const usualName = (image: number): string => `n01530575_photo-${String(image + 1).padStart(4, '0')}.jpg`;

/** What is judged together: an attack of one size, made for a defense or for none. */
interface Shot {
  readonly plan?: AttackPlan;
  readonly size: number | null;
  readonly target?: string;
}

function shotsOf({ attacks }: Plan): Shot[] {
  const shots = attacks.flatMap((plan) =>
    plan.sizes.flatMap((size): Shot[] =>
      plan.against === undefined ? [{ plan, size }] : plan.against.map((target) => ({ plan, size, target })),
    ),
  );
  return [{ size: null }, ...shots];
}

/** Makes a run up: the same for the same form. */
export function generateRun(form: RunForm = {}): GeneratedRun {
  const plan = planOf(form);
  const manifest = manifestOf(plan, form);
  function* records(): Generator<EvaluationRecord> {
    const random = createRandom(form.seed ?? 1, 'records');
    for (const [m, model] of plan.models.entries()) {
      const ease = manifest.images.map((_, i) => 3.2 - 4.2 * createRandom(i, `ease ${m}`).uniform(0, 1) ** 3);
      for (const { plan: made, size, target } of shotsOf(plan)) {
        const power = powerOf(made, size);
        const levels = made === undefined ? 0 : Math.max(1, Math.round(made.measure === 'linf' ? (size ?? 2) : 6));
        for (const [i, image] of manifest.images.entries()) {
          const before = ease[i] > 0 ? i % 1000 : (i + 7) % 1000;
          const object = { x: six(0.3 + 0.4 * random.uniform(0, 1)), y: six(0.35 + 0.3 * random.uniform(0, 1)) };
          const near = (value: number) =>
            six(Math.min(1, Math.max(0, 0.35 + 0.3 * value + 0.2 * (random.uniform(0, 1) - 0.5))));
          for (const [d, judge] of plan.defenses.entries()) {
            if (target !== undefined && judge.name !== target) continue;
            const { undone, cost } = strengthOf(judge);
            const left = made === undefined ? 0 : power / (1 + (made.knowledge === 'adaptive' ? 0.3 : 1) * undone);
            const first = d === 0 || judge.name === target;
            for (let draw = 0; draw < (isRandom(judge) ? plan.repeats : 1); draw++) {
              const margin = ease[i] - cost - left + (isRandom(judge) ? 0.7 * (random.uniform(0, 1) - 0.5) : 0);
              const truth = sigmoid(1.6 * margin);
              const right = margin > 0;
              const facts: MadeFacts = {
                success: power > ease[i],
                successAfterRounding: power > ease[i],
                iterations: 10,
                queries: 11,
                gradients: 10,
                zeroGradients: 0,
                psnr: levels === 0 ? null : six(48 - 6 * Math.log2(levels)),
                ssim: six(1 - 0.004 * levels),
                ...(plan.localisation
                  ? {
                      object,
                      perturbation: { x: near(object.x), y: near(object.y) },
                      correlation: six(0.2 * random.uniform(0, 1) - 0.05),
                    }
                  : {}),
              };
              yield {
                schema: 1,
                image: image.id,
                model: model.name,
                attack: made?.name ?? 'none',
                knowledge: made?.knowledge ?? 'clean',
                measure: made?.measure ?? 'none',
                epsilon: size,
                ...(target === undefined ? {} : { target }),
                defense: judge.name,
                draw,
                label: i % 1000,
                before,
                prediction: right ? i % 1000 : (i + 7) % 1000,
                confidence: six(Math.max(truth, 1 - truth)),
                truth: six(truth),
                linf: levels,
                l2: six(levels * 260),
                relativeL2: six(levels * 0.0075),
                ...(made !== undefined && first && draw === 0 ? { made: facts } : {}),
              };
            }
          }
        }
      }
    }
  }
  return { manifest, records };
}

/** Number of records of a shard. */
function countOf({ defenses, images, repeats }: ShardJob): number {
  return images.length * defenses.reduce((sum, each) => sum + (isRandom(each) ? repeats : 1), 0);
}

/**
 * Writes a run folder as `evaluate` leaves it: manifest, records, and the journal of its shards.
 * @param part how many of the shards are done, 0…1
 * @returns the number of records
 */
export function writeRun(folder: string, { manifest, records }: GeneratedRun, part = 1): number {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  const files = ['records.jsonl', 'shards.jsonl'].map((name) => join(folder, name));
  for (const file of files) writeFileSync(file, '');
  const shards = expand(manifest);
  const all = records();
  let total = 0;
  for (let index = 0; index < Math.round(part * shards.count); index++) {
    const job = shards.at(index);
    const count = countOf(job);
    const lines = Buffer.from(Array.from({ length: count }, () => recordLine(all.next().value!)).join(''));
    const unreadable = index === 1 ? [{ image: 'gone.png', reason: 'no such file or folder (ENOENT)' }] : [];
    const milliseconds = { attack: 1, judge: {} };
    appendFileSync(files[0], lines);
    const sha256 = sha256Of(lines);
    const line = { key: job.key, index, count, bytes: lines.length, sha256, unreadable, milliseconds };
    appendFileSync(files[1], `${JSON.stringify(line)}\n`);
    total += count;
  }
  return total;
}
