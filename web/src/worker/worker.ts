import { attack, noise } from './attack.js';
import { breakDefense } from './break.js';
import { decodePicture } from './decode.js';
import { deflect, draws } from './deflect.js';
import { denoise, sigmaSweep } from './denoise.js';
import { breathe, type Job, type Loaded } from './job.js';
import { load } from './load.js';
import { maps } from './maps.js';
import type { FromWorker, JobKind, Jobs, ToWorker } from './protocol.js';
import { asPicture, scoresOf } from './scores.js';
import { stages } from './stages.js';

/** The part of a worker's global scope that is used here; the page's types are loaded for the rest of the project. */
const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
};

/** A picture as the model sees it. */
const prepare: Job<'prepare'> = async ({ file }, { classifier, signal }) => {
  const { image, format } = await decodePicture(file);
  signal.throwIfAborted();
  const { placement, ...prepared } = classifier.prepare(image);
  const picture = asPicture(prepared);
  return { picture, placement, format, scores: await scoresOf(classifier, picture) };
};

const jobs: { readonly [K in Exclude<JobKind, 'load'>]: Job<K> } = {
  prepare,
  classify: ({ image }, { classifier }) => scoresOf(classifier, image),
  attack,
  noise,
  deflect,
  draws,
  maps,
  denoise,
  sigmaSweep,
  stages,
  break: breakDefense,
};

let current: Loaded | undefined;
const running = new Map<number, AbortController>();

async function answer(request: Extract<ToWorker, { type: 'request' }>, signal: AbortSignal) {
  const { id, kind, input } = request;
  const progress = (progress: Jobs[JobKind]['progress']) => scope.postMessage({ type: 'progress', id, progress });
  if (kind === 'load') {
    const { loaded, info } = await load(input, signal, progress);
    // Nobody can use what is still computed by the model before, which waits for it.
    for (const [other, controller] of running) if (other !== id) controller.abort();
    void current?.classifier.dispose();
    current = loaded;
    return info;
  }
  if (current === undefined) throw new Error('No model is loaded yet.');
  // The table has a job of each kind, with the input of that kind: more than the types of a union can say.
  return (jobs[kind] as Job<JobKind>)(input, { ...current, signal, progress });
}

/** Leaves how long the latest job of each kind took to the browser's tools. */
function measure(kind: JobKind, start: number): void {
  performance.clearMeasures(kind);
  performance.measure(kind, { start });
}

/** Answers every request, aborted ones too: the page sends the next one of a kind after it. */
async function handle(request: Extract<ToWorker, { type: 'request' }>): Promise<void> {
  const { id } = request;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    // A request that is stopped by the next message costs nothing.
    await breathe(controller.signal);
    const start = performance.now();
    const result = await answer(request, controller.signal);
    measure(request.kind, start);
    scope.postMessage({ type: 'result', id, result });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    scope.postMessage({ type: 'error', id, name, message });
  } finally {
    running.delete(id);
  }
}

scope.addEventListener('message', ({ data }) => {
  if (data.type === 'abort') running.get(data.id)?.abort();
  else void handle(data);
});

/** Holds a lock for as long as the worker lives: the page, which waits for it, learns of an end that nothing else tells of. */
function liveAs(lock: string): void {
  void navigator.locks.request(lock, () => {
    scope.postMessage({ type: 'alive', lock });
    return new Promise(() => {});
  });
}

if (navigator.locks === undefined) scope.postMessage({ type: 'alive', lock: undefined });
else liveAs(`pixel-deflection worker ${crypto.randomUUID()}`);
