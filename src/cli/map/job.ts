import { integer } from '../../core/checks.js';
import { encodeMap } from '../../io/encode-map.js';
import { encode } from '../../io/encode.js';
import { aboutFile } from '../../io/errors.js';
import { readImage } from '../../io/read-image.js';
import { writeFileSafely } from '../../io/write-file.js';
import type { Aggregate } from '../../models/index.js';
import { drawOverlay } from '../../report/overlay.js';
import { type ActivationFacts, activationFacts, activationNotices } from '../classifier/activation.js';
import { openModel } from '../classifier/open.js';
import type { Gate } from '../run/gate.js';
import type { Command, Job } from '../run/messages.js';
import type { Place } from '../run/outputs.js';
import { usage } from '../values.js';

/** One picture whose map is made. */
export interface MapTask {
  readonly input: string;
  readonly result: Place;
}

/** What `--json` prints for a picture of `map`. */
export interface MapReport extends ActivationFacts {
  readonly input: string;
  readonly output: string;
  readonly overlay: boolean;
  readonly inputSize: { readonly width: number; readonly height: number; readonly channels: number };
  readonly outputBytes: number;
  readonly aggregate?: Aggregate;
  readonly milliseconds: Readonly<Record<'read' | 'map' | 'write', number>>;
  readonly notices: readonly string[];
}

function round(milliseconds: number): number {
  return Number(milliseconds.toFixed(2));
}

/** Prepares a thread of `map`. */
export async function beginMap(
  { settings, model }: Extract<Command, { name: 'map' }>,
  gate: Gate,
): Promise<{ job: Job<MapTask, MapReport>; notices: readonly string[] }> {
  const { classifier, facts, notices } = await openModel(model, gate);
  const { kind, top, aggregate, overlay } = settings;
  if (top !== undefined) usage(() => integer(top, '--top', 1, classifier.classes));
  const options = { kind, ...(kind === 'r-cam' && { topK: top, aggregate }) };

  const job: Job<MapTask, MapReport> = async ({ input, result }) => {
    const started = performance.now();
    const { image, notices: about } = await readImage(input);
    const read = performance.now();
    const map = await gate.pass(() => classifier.activationMap(image, options));
    const mapped = performance.now();
    const bytes = await aboutFile(result.path, () =>
      overlay ? encode(drawOverlay(image, map), result.format, undefined) : encodeMap(map),
    );
    await gate.pass(() => writeFileSafely(result.path, bytes));
    const { width, height, channels } = image;
    return {
      input,
      output: result.path,
      overlay,
      inputSize: { width, height, channels },
      outputBytes: bytes.length,
      ...activationFacts(map, facts),
      ...(kind === 'r-cam' && { aggregate: aggregate ?? 'geometric-mean' }),
      milliseconds: {
        read: round(read - started),
        map: round(mapped - read),
        write: round(performance.now() - mapped),
      },
      notices: [...about, ...activationNotices(map)],
    };
  };
  return { job, notices };
}
