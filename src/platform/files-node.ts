import { readFile } from 'node:fs/promises';

/** The bytes of a local file. */
export async function readBytes(path: string): Promise<Uint8Array> {
  return readFile(path);
}
