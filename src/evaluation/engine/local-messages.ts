import { oneLine } from '../../core/one-line.js';
import { StoreError } from '../data/content-store.js';
import { systemCode } from '../run/errors.js';
import type { ShardComputer, ShardJob, ShardResult } from '../shard/shard.js';

// What the driver and its child processes say to each other.

/** A module that makes computers, and what it makes them of. */
export interface ComputerSource {
  /** The module's address. It exports `openComputer`. */
  readonly module: string;
  /** JSON that is handed to `openComputer`. */
  readonly settings: unknown;
}

/** What a module of computers exports. */
export interface ComputerModule {
  openComputer(settings: unknown): Promise<ShardComputer>;
}

/** Why a shard could not be computed. */
export interface FailedWork {
  /** One line. */
  readonly reason: string;
  /** Whether every other shard would fail too: the disk is full. */
  readonly hopeless: boolean;
  /** Whether the reason lies in this machine, such as its files, so that another one may do it. */
  readonly here: boolean;
}

/** What went wrong with a shard. */
export function failedWork(error: unknown): FailedWork {
  const reason = oneLine(error instanceof Error ? error.message : String(error));
  const code = systemCode(error) ?? '';
  // Codes of Node.js itself begin with `ERR_`.
  const here = error instanceof StoreError || /^E[A-Z0-9]+$/.test(code);
  return { reason, hopeless: ['ENOSPC', 'EDQUOT'].includes(code), here };
}

/** To a child: first what computes, then shards. */
export type ToChild = { readonly start: ComputerSource } | { readonly job: ShardJob };

/** From a child: that it can work or why it cannot, then what came of each shard, in order. */
export type FromChild =
  | { readonly ready: true }
  | { readonly unable: string }
  | { readonly result: ShardResult }
  | { readonly failed: FailedWork };

/** Makes a computer. */
export async function openFrom({ module, settings }: ComputerSource): Promise<ShardComputer> {
  const { openComputer } = (await import(module)) as ComputerModule;
  return openComputer(settings);
}
