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

interface Task extends Omit<Request, 'id'> {
  readonly crew: Crew;
  readonly transfer: readonly ArrayBuffer[];
  /** The thread that has to run it, as it holds what came before. */
  readonly seat?: Seat;
  resolve(done: { value: unknown; seat: Seat }): void;
  reject(reason: unknown): void;
}

/** A thread of the pool. */
export interface Seat {
  thread: Thread;
  ready: boolean;
  task?: Task;
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
  seat.ready = true;
  if (task !== undefined) {
    const reply = message as Reply;
    seat.task = undefined;
    task.crew.running--;
    if ('error' in reply) task.reject(reply.error);
    else task.resolve({ value: reply.value, seat });
  }
  dispatch();
}

function start(): Seat {
  const seat = { ready: alone } as Seat;
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
  seat.thread.post({ id: sent++, name: task.name, given: task.given } satisfies Request, task.transfer);
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

/**
 * Runs a part on a thread.
 * @param seat the thread that ran an earlier part, where this one goes on from it
 * @returns what came of it, and the thread
 */
export function runPart<N extends PartName>(
  crew: Crew,
  name: N,
  given: PartGiven<N>,
  transfer: readonly ArrayBuffer[],
  seat?: Seat,
): Promise<{ value: PartValue<N>; seat: Seat }> {
  return new Promise((resolve, reject) => {
    if (seat !== undefined && !seats.includes(seat)) {
      reject(new Error('the thread that has to go on is gone'));
      return;
    }
    const settle = resolve as (done: { value: unknown; seat: Seat }) => void;
    queue.push({ crew, name, given, transfer, seat, resolve: settle, reject });
    dispatch();
  });
}

/** Drops the waiting parts of a call and ends the threads that run some or hold something for it. */
export async function dismiss(crew: Crew, held: ReadonlySet<Seat>, reason: unknown): Promise<void> {
  const gone = seats.filter((seat) => held.has(seat) || seat.task?.crew === crew);
  const lost = queue.filter((task) => task.crew === crew || (task.seat !== undefined && gone.includes(task.seat)));
  queue = queue.filter((task) => !lost.includes(task));
  for (const seat of gone) {
    leave(seat);
    if (seat.task !== undefined) lost.push(seat.task);
  }
  await Promise.all(gone.map(({ thread }) => thread.end()));
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
