import { integer } from '../../core/checks.js';
import type { ActivationMap, FullImage } from '../../core/image.js';
import { centreMap } from '../../core/map.js';
import { psnr, ssim } from '../../core/quality.js';
import { resize } from '../../core/resize.js';
import { encode } from '../../io/encode.js';
import { aboutFile } from '../../io/errors.js';
import { readImage } from '../../io/read-image.js';
import { readMap } from '../../io/read-map.js';
import { showPath } from '../../io/show-path.js';
import { writeFileSafely } from '../../io/write-file.js';
import { type ActivationFacts, activationFacts, activationNotices } from '../classifier/activation.js';
import type { OpenModel } from '../classifier/open.js';
import { UsageError, WorkError } from '../errors.js';
import type { Gate } from '../run/gate.js';
import type { Command, Job } from '../run/messages.js';
import type { Place } from '../run/outputs.js';
import { Marks } from '../show/marks.js';
import { drawShow } from '../show/show.js';
import type { MapChoice } from './maps.js';
import type { DefendSettings } from './options.js';
import { describePicture, type PictureReport } from './report.js';
import type { Task } from './task.js';
import { transform } from './transform.js';

/** The last map read: often it is the same for all pictures. */
let lastMap: { readonly path: string; readonly map: ActivationMap } | undefined;

/** What a thread works with besides its pictures. */
interface Tools {
  readonly settings: DefendSettings;
  readonly gate: Gate;
  /** Where a classifier makes the maps. */
  readonly model: OpenModel | undefined;
}

/** The map of one picture, and where a classifier made it, how. */
interface FoundMap {
  readonly map: ActivationMap | undefined;
  readonly facts?: ActivationFacts;
  readonly notices?: readonly string[];
}

async function mapFor(choice: MapChoice, image: FullImage, { settings, model, gate }: Tools): Promise<FoundMap> {
  if (choice.kind === 'none') return { map: undefined };
  if (choice.kind === 'center') return { map: centreMap(image.width, image.height) };
  if (choice.kind === 'missing') throw new WorkError(choice.problem);
  if (choice.kind !== 'file') {
    if (model === undefined) throw new Error(`Expected a classifier for the map ${choice.kind}`);
    const { kind } = choice;
    const topK = 'chain' in settings.options ? settings.options.topK : undefined;
    const map = await gate.pass(() => model.classifier.activationMap(image, { kind, topK }));
    return { map, facts: activationFacts(map, model.facts), notices: activationNotices(map) };
  }
  if (lastMap?.path !== choice.path) lastMap = { path: choice.path, map: await readMap(choice.path) };
  return { map: lastMap.map };
}

/** A window can be no longer than the picture: known only now. */
function checkWindow({ options }: DefendSettings, { width, height }: FullImage, path: string): void {
  if ('chain' in options || options.window === undefined) return;
  try {
    integer(options.window, '--window', 1, Math.max(width, height));
  } catch (error) {
    throw new UsageError(`${showPath(path)}: ${(error as Error).message} (the picture is ${width} × ${height})`);
  }
}

async function write(place: Place, image: FullImage, settings: DefendSettings, gate: Gate): Promise<number> {
  // The slow part can be cut off at any time; the writing itself is short, and is waited for.
  const bytes = await aboutFile(place.path, () => encode(image, place.format, settings.quality));
  await gate.pass(() => writeFileSafely(place.path, bytes));
  return bytes.length;
}

/** Reads, defends, measures and writes one picture. */
async function defendPicture(task: Task, tools: Tools): Promise<PictureReport> {
  const { settings, gate } = tools;
  const started = performance.now();
  const { image, format, notices } = await readImage(task.input);
  const read = performance.now();
  const { size } = settings;
  const before = size === undefined ? image : resize(image, size.width, size.height);
  const resized = performance.now();
  checkWindow(settings, before, task.input);
  const { map, facts, notices: mapNotices = [] } = await mapFor(task.map, before, tools);
  const mapped = performance.now();
  const marks = task.show === undefined ? undefined : new Marks(before.width, before.height);
  const defended = transform(before, settings, { task, map, onCopy: marks?.add });
  const after = defended.image;
  const measured =
    settings.json || marks !== undefined
      ? { psnr: psnr(before, after), ssim: ssim(before, after) }
      : { psnr: undefined, ssim: undefined };
  const picture = marks && drawShow({ before, after, marks, report: defended, ...measured });
  const ready = performance.now();
  const bytes = await write(task.result, after, settings, gate);
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
    activation: facts,
    readNotices: [...notices, ...mapNotices],
    milliseconds: {
      read: read - started + (facts === undefined ? mapped - resized : 0),
      resize: resized - read,
      ...(facts !== undefined && { map: mapped - resized }),
      ...defended.milliseconds,
      write: written - ready,
    },
  });
}

/** Prepares a thread of `defend`. */
export async function beginDefend(
  { settings, model }: Extract<Command, { name: 'defend' }>,
  gate: Gate,
): Promise<{ job: Job<Task, PictureReport>; notices: readonly string[] }> {
  // Loaded where it is used: the runtime of models is large.
  const opened = model && (await (await import('../classifier/open.js')).openModel(model, gate));
  return {
    job: (task) => defendPicture(task, { settings, gate, model: opened }),
    notices: opened?.notices ?? [],
  };
}
