import { startThread } from '#threads';
import { answer, type Reply, type Request } from './answer.js';
import type { PartGiven, PartName, PartValue } from './parts.js';
import type { Thread, ThreadEvents } from './thread.js';

/** Parts of one call that are waiting, or run. */
export interface Crew {
  /** The most threads that it may keep busy. */
  readonly threads: number;
  running: number;
}

/** How a part is run. */
export interface PartOptions {
  /** Buffers that are handed over. */
  readonly transfer?: readonly ArrayBuffer[];
  /** The thread that ran an earlier part, where this one goes on from it. */
  readonly seat?: Seat;
  /** Where the thread keeps something for a later part: what makes it forget that. */
  readonly forget?: Omit<Request, 'id'>;
}

interface Task extends Omit<Request, 'id'>, PartOptions {
  readonly crew: Crew;
  resolve(done: { value: unknown; seat: Seat }): void;
  reject(reason: unknown): void;
}

/** A thread of the pool. */
export interface Seat {
  thread: Thread;
  ready: boolean;
  task?: Task;
  /** The number by which its task is answered. */
  request?: number;
  /** What it keeps for later parts of calls. */
  kept: { readonly crew: Crew; readonly forget: Omit<Request, 'id'> }[];
}

const seats: Seat[] = [];
let queue: Task[] = [];
let sent = 0;
/** Whether the platform could start none: parts then run on the calling thread, one at a time and in turn with its other work. */
let alone = false;

function startAlone(events: ThreadEvents): Thread {
  let ended = false;
  return {
    post: (message) => setTimeout(() => !ended && events.message(answer(message as Request).reply)),
    end: async () => void (ended = true),
    hold: () => {},
  };
}

/** How many threads there are. */
export function threadCount(): number {
  return alone ? 0 : seats.length;
}

function leave(seat: Seat): void {
  const at = seats.indexOf(seat);
  if (at >= 0) seats.splice(at, 1);
}

/** A thread that could not be started is done without; one that broke takes with it what it had. */
function fail(seat: Seat, error: Error): void {
  if (!seats.includes(seat)) return;
  leave(seat);
  if (!seat.ready) alone = true;
  const lost = queue.filter((task) => task.seat === seat);
  queue = queue.filter((task) => task.seat !== seat);
  if (seat.task !== undefined) {
    seat.task.crew.running--;
    lost.push(seat.task);
  }
  for (const task of lost) task.reject(error);
  dispatch();
}

function hear(seat: Seat, message: unknown): void {
  if (!seats.includes(seat)) return;
  const { task } = seat;
  const reply = message as Reply;
  seat.ready = true;
  // Others are of what it was made to forget.
  if (task !== undefined && reply.id === seat.request) {
    seat.task = undefined;
    task.crew.running--;
    if ('error' in reply) task.reject(reply.error);
    else {
      if (task.forget !== undefined) seat.kept.push({ crew: task.crew, forget: task.forget });
      task.resolve({ value: reply.value, seat });
    }
  }
  dispatch();
}

function start(): Seat {
  const seat = { ready: alone, kept: [] } as unknown as Seat;
  const events: ThreadEvents = { message: (message) => hear(seat, message), failed: (error) => fail(seat, error) };
  try {
    seat.thread = alone ? startAlone(events) : startThread(events);
  } catch {
    alone = true;
    seat.ready = true;
    seat.thread = startAlone(events);
  }
  seats.push(seat);
  return seat;
}

function give(seat: Seat, task: Task): void {
  seat.task = task;
  task.crew.running++;
  seat.thread.hold(true);
  seat.request = sent++;
  seat.thread.post({ id: seat.request, name: task.name, given: task.given } satisfies Request, task.transfer ?? []);
}

/** Gives waiting parts to threads that have none, in the order in which they came, and starts threads where too few are there. */
function dispatch(): void {
  const later: Task[] = [];
  let starting = seats.filter(({ ready }) => !ready).length;
  for (const task of queue) {
    const { crew, seat } = task;
    const full = seat === undefined && crew.running >= crew.threads;
    let free = full ? undefined : seats.find((each) => each.ready && !each.task && (seat ?? each) === each);
    if (!full && !free && !seat && starting-- <= 0 && seats.length < (alone ? 1 : crew.threads)) {
      const started = start();
      if (started.ready) free = started;
    }
    if (free === undefined) later.push(task);
    else give(free, task);
  }
  queue = later;
  for (const each of seats) if (each.ready && each.task === undefined) each.thread.hold(false);
}

/** Runs a part on a thread: what came of it, and the thread. */
export function runPart<N extends PartName>(
  crew: Crew,
  name: N,
  given: PartGiven<N>,
  options: PartOptions,
): Promise<{ value: PartValue<N>; seat: Seat }> {
  return new Promise((resolve, reject) => {
    if (options.seat !== undefined && !seats.includes(options.seat)) {
      reject(new Error('the thread that has to go on is gone'));
      return;
    }
    const settle = resolve as (done: { value: unknown; seat: Seat }) => void;
    queue.push({ crew, name, given, ...options, resolve: settle, reject });
    dispatch();
  });
}

/** Says that no thread keeps anything for a call any more. */
export function release(crew: Crew): void {
  for (const seat of seats) seat.kept = seat.kept.filter((each) => each.crew !== crew);
}

/**
 * Drops the waiting parts of a call, ends the threads that run some, and makes others forget what they keep for it. A
 * thread that keeps something for another call too is not ended, but waited for.
 */
export async function dismiss(crew: Crew, reason: unknown): Promise<void> {
  const lost = queue.filter((task) => task.crew === crew);
  queue = queue.filter((task) => task.crew !== crew);
  const ends: Promise<unknown>[] = [];
  for (const seat of seats.slice()) {
    const { task, kept } = seat;
    const forgets = kept.filter((each) => each.crew === crew).map(({ forget }) => forget);
    if (task?.crew === crew) {
      lost.push(task);
      if (forgets.length === kept.length) {
        leave(seat);
        ends.push(seat.thread.end());
        continue;
      }
      ends.push(
        new Promise<unknown>((resolve) => (seat.task = { ...task, forget: undefined, resolve, reject: resolve })),
      );
      if (task.forget !== undefined) forgets.push(task.forget);
    }
    // It takes them in turn, after what it runs.
    for (const forget of forgets) seat.thread.post({ id: sent++, ...forget } satisfies Request, []);
  }
  release(crew);
  await Promise.all(ends);
  for (const task of lost) task.reject(reason);
  dispatch();
}

/** Ends all threads: what they are at is rejected. Later calls start new ones. */
export async function endThreads(): Promise<void> {
  const gone = seats.splice(0);
  const lost = [...queue, ...gone.flatMap(({ task }) => task ?? [])];
  queue = [];
  await Promise.all(gone.map(({ thread }) => thread.end()));
  for (const task of lost) task.reject(new Error('the threads were ended'));
}
