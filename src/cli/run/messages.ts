import type { AttackSettings } from '../attack/options.js';
import type { ModelRequest } from '../classifier/request.js';
import type { ClassifySettings } from '../classify/options.js';
import type { DefendSettings } from '../defend/options.js';
import type { DemoSettings } from '../demo/task.js';
import type { MapSettings } from '../map/options.js';

// What the main thread and the threads that work on pictures say to each other.

/** What a thread is to do with its pictures. */
export type Command =
  | { readonly name: 'defend'; readonly settings: DefendSettings; readonly model: ModelRequest | undefined }
  | { readonly name: 'classify'; readonly settings: ClassifySettings; readonly model: ModelRequest }
  | { readonly name: 'attack'; readonly settings: AttackSettings; readonly model: ModelRequest }
  | { readonly name: 'map'; readonly settings: MapSettings; readonly model: ModelRequest }
  | { readonly name: 'demo'; readonly settings: DemoSettings; readonly model: ModelRequest };

/** What a thread is started with. */
export interface Start {
  readonly command: Command;
  readonly gate: SharedArrayBuffer;
}

export interface TaskMessage<T> {
  readonly index: number;
  readonly task: T;
}

/** A failed picture; `usage` where an option does not fit it. */
export interface Failure {
  readonly error: string;
  readonly usage: boolean;
}

/** The first thing that a thread says: that it can work, with what a user should know, or why it cannot. */
export type Beginning = { readonly ready: readonly string[] } | { readonly unable: Failure };

export type Answer<R> = { readonly index: number } & ({ readonly report: R } | Failure);

/** The outcome of one picture. */
export type Outcome<R> = { readonly report: R } | Failure;

/** What a thread calls for each of its pictures. */
export type Job<T, R> = (task: T) => Promise<R>;
