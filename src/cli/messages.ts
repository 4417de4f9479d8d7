import type { DefendSettings } from './defend-options.js';
import type { PictureReport } from './picture-report.js';
import type { Task } from './task.js';

// What the main thread and the threads that defend say to each other.

/** What a thread is started with. */
export interface Start {
  readonly settings: DefendSettings;
  readonly gate: SharedArrayBuffer;
}

export interface TaskMessage {
  readonly index: number;
  readonly task: Task;
}

/** A failed picture; `usage` where an option does not fit it. */
export interface Failure {
  readonly error: string;
  readonly usage: boolean;
}

export type Answer = { readonly index: number } & ({ readonly report: PictureReport } | Failure);
