import { integer } from '../core/checks.js';
import type { ActivationMap, FullImage } from '../core/image.js';
import { centreMap } from '../core/map.js';
import { pythonRandom } from '../core/python-random.js';
import { psnr, ssim } from '../core/quality.js';
import { resize } from '../core/resize.js';
import { defend } from '../defenses/defend.js';
import { encode } from '../io/encode.js';
import { aboutFile } from '../io/errors.js';
import { readImage } from '../io/read-image.js';
import { readMap } from '../io/read-map.js';
import { showPath } from '../io/show-path.js';
import { writeFileSafely } from '../io/write-file.js';
import type { DefendSettings } from './defend-options.js';
import { UsageError, WorkError } from './errors.js';
import type { WriteGate } from './gate.js';
import type { MapChoice } from './maps.js';
import type { Place } from './outputs.js';
import { describePicture, type PictureReport } from './picture-report.js';
import { Marks } from './marks.js';
import { drawShow } from './show.js';
import type { Task } from './task.js';

/** The last map read: often it is the same for all pictures. */
let lastMap: { readonly path: string; readonly map: ActivationMap } | undefined;

async function mapFor(choice: MapChoice, image: FullImage): Promise<ActivationMap | undefined> {
  if (choice.kind === 'none') return undefined;
  if (choice.kind === 'center') return centreMap(image.width, image.height);
  if (choice.kind === 'missing') throw new WorkError(choice.problem);
  if (lastMap?.path !== choice.path) lastMap = { path: choice.path, map: await readMap(choice.path) };
  return lastMap?.map;
}

/** A window can be no longer than the picture: known only now. */
function checkWindow({ options }: DefendSettings, { width, height }: FullImage, path: string): void {
  if (options.window === undefined) return;
  try {
    integer(options.window, '--window', 1, Math.max(width, height));
  } catch (error) {
    throw new UsageError(`${showPath(path)}: ${(error as Error).message} (the picture is ${width} × ${height})`);
  }
}

async function write(place: Place, image: FullImage, settings: DefendSettings, gate: WriteGate): Promise<number> {
  // The slow part can be cut off at any time; the writing itself is short, and is waited for.
  const bytes = await aboutFile(place.path, () => encode(image, place.format, settings.quality));
  await gate.pass(() => writeFileSafely(place.path, bytes));
  return bytes.length;
}

/** Reads, defends, measures and writes one picture. */
export async function defendPicture(task: Task, settings: DefendSettings, gate: WriteGate): Promise<PictureReport> {
  const started = performance.now();
  const { image, format, notices } = await readImage(task.input);
  const read = performance.now();
  const { size, seed } = settings;
  const before = size === undefined ? image : resize(image, size.width, size.height);
  const resized = performance.now();
  checkWindow(settings, before, task.input);
  const map = await mapFor(task.map, before);
  const mapped = performance.now();
  const marks = task.show === undefined ? undefined : new Marks(before.width, before.height);
  const random = settings.random === 'python' ? { random: pythonRandom(seed) } : { seed, stream: task.stream };
  const defended = defend(before, { ...settings.options, ...random, map, onCopy: marks?.add });
  const measured =
    settings.json || marks !== undefined
      ? { psnr: psnr(before, defended), ssim: ssim(before, defended) }
      : { psnr: undefined, ssim: undefined };
  const picture = marks && drawShow({ before, after: defended, marks, report: defended.report, ...measured });
  const ready = performance.now();
  const bytes = await write(task.result, defended, settings, gate);
  const written = performance.now();
  if (picture !== undefined && task.show !== undefined) {
    await write(task.show, picture, { ...settings, quality: undefined }, gate);
  }
  return describePicture({
    task,
    settings,
    format,
    image,
    defended,
    bytes,
    ...measured,
    readNotices: notices,
    milliseconds: {
      read: read - started + mapped - resized,
      resize: resized - read,
      deflect: defended.report.milliseconds.deflect,
      denoise: defended.report.milliseconds.denoise,
      write: written - ready,
    },
  });
}
