import { type PartName, type PartOf, parts } from './parts.js';

/** A part of a transform, as it is sent to a thread. */
export interface Request {
  readonly id: number;
  readonly name: PartName;
  readonly given: unknown;
}

/** What came of it. */
export type Reply = { readonly id: number } & ({ readonly value: unknown } | { readonly error: unknown });

/** The buffers of a value, its own or those within it, that can be handed over. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(buffersOf) : [];
}

/** Runs a part. */
export function answer({ id, name, given }: Request): { reply: Reply; transfer: ArrayBuffer[] } {
  try {
    const run = parts[name] as PartOf<PartName>;
    const value = run(given as never);
    return { reply: { id, value }, transfer: [...new Set(buffersOf(value))] };
  } catch (error) {
    return { reply: { id, error }, transfer: [] };
  }
}
