import type { ActivationMap, FullImage } from '../../core/image.js';
import { pythonRandom } from '../../core/python-random.js';
import { asFloats, checkFor, likeInput, runChain } from '../../defenses/chain/run.js';
import { formatChain } from '../../defenses/chain/text.js';
import { defend, type DefenseReport } from '../../defenses/defend.js';
import type { DeflectionOptions } from '../../defenses/deflect.js';
import { showPath } from '../../io/show-path.js';
import type { DefenseSettings } from '../defense-flags.js';
import { UsageError } from '../errors.js';
import { withDefaults } from '../flags.js';
import type { ChainSettings } from '../preset-file.js';
import type { DefendSettings } from './options.js';
import type { Task } from './task.js';

/** What a picture is transformed with, besides the settings of the run. */
export interface TransformRequest {
  readonly task: Task;
  readonly map: ActivationMap | undefined;
  readonly onCopy: DeflectionOptions['onCopy'];
}

/** A defended picture, and what was done to it. */
export interface Transformed extends Pick<DefenseReport, 'algorithm' | 'copies' | 'skipped' | 'capped' | 'notices'> {
  readonly image: FullImage;
  /** As they were applied, for the report. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly milliseconds: Readonly<Record<'deflect' | 'denoise', number>> | Readonly<Record<'chain', number>>;
}

/** What the report says about the map and the size, which every defense has. */
function place({ map }: Task, { size }: DefendSettings) {
  return { map: map.kind === 'file' ? { file: map.path } : map.kind, size: size ?? null };
}

/** Deflects and denoises, as the flags say. */
function defended(
  before: FullImage,
  options: DefenseSettings,
  settings: DefendSettings,
  { task, map, onCopy }: TransformRequest,
): Transformed {
  const { seed } = settings;
  const random = settings.random === 'python' ? { random: pythonRandom(seed) } : { seed, stream: task.stream };
  const { report, ...image } = defend(before, { ...options, ...random, map, onCopy });
  const { algorithm, copies, skipped, capped, notices, milliseconds } = report;
  const { map: mapped, size } = place(task, settings);
  return {
    image,
    algorithm,
    copies,
    skipped,
    capped,
    notices,
    options: {
      preset: report.preset,
      algorithm,
      deflections: report.deflections,
      window: report.window,
      bias: report.bias,
      map: mapped,
      scale: options.scale ?? true,
      size,
      denoiser: report.denoiser,
      denoiserOptions: withDefaults(report.denoiser, report.denoiserOptions),
    },
    milliseconds: { deflect: milliseconds.deflect, denoise: milliseconds.denoise },
  };
}

/** Whether a chain fits the picture is known only now. */
function fitting({ chain, preset }: ChainSettings, { width, height }: FullImage, path: string): void {
  try {
    checkFor(chain, { width, height }, undefined);
  } catch (error) {
    const about = `${showPath(preset.file)}: ${(error as Error).message} (the picture is ${width} × ${height})`;
    throw new UsageError(`${showPath(path)}: ${about}`, { cause: error });
  }
}

/** Runs the chain of a preset file. */
function chained(
  before: FullImage,
  chain: ChainSettings,
  settings: DefendSettings,
  { task, map, onCopy }: TransformRequest,
): Transformed {
  fitting(chain, before, task.input);
  const started = performance.now();
  const reports: DefenseReport[] = [];
  const run = { seed: settings.seed, stream: task.stream, map, onCopy };
  const result = runChain(asFloats(before), chain.chain, run, ({ report }) => {
    if (report !== undefined) reports.push(report);
  });
  const image = likeInput(before, result);
  const sum = (key: 'copies' | 'skipped') => reports.reduce((total, report) => total + report[key], 0);
  const { preset } = chain;
  const { ensemble } = preset;
  const single = ensemble > 1 ? [`one draw: the ${ensemble} of the preset file are of a classification`] : [];
  return {
    image,
    algorithm: reports.at(-1)?.algorithm ?? 'notebook',
    copies: sum('copies'),
    skipped: sum('skipped'),
    capped: reports.some(({ capped }) => capped),
    notices: [...new Set(reports.flatMap(({ notices }) => notices)), ...single],
    options: { preset: preset.file, name: preset.name, chain: formatChain(chain.chain), ...place(task, settings) },
    milliseconds: { chain: performance.now() - started },
  };
}

/** Defends a picture, as the flags say or by the chain of a preset file. */
export function transform(before: FullImage, settings: DefendSettings, request: TransformRequest): Transformed {
  const { options } = settings;
  return 'chain' in options
    ? chained(before, options, settings, request)
    : defended(before, options, settings, request);
}
