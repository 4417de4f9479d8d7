/** Bytes that have come, of how many; 0 where nobody says how many. */
export type OnBytes = (loaded: number, total: number) => void;

/**
 * Downloads a file, and tells how far it is.
 * @param expected its length where that is known better than the server says: a compressed answer has another one
 * @throws an error whose message is for people
 */
export async function download(
  url: string,
  what: string,
  onBytes: OnBytes,
  { signal, expected }: { signal?: AbortSignal; expected?: number } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Error(`${what} could not be downloaded: the network or the server does not answer.`, { cause });
  }
  if (!answer.ok) throw new Error(`${what} could not be downloaded: the server answered ${answer.status}.`);
  const compressed = answer.headers.has('content-encoding');
  const total = expected ?? (compressed ? 0 : Number(answer.headers.get('content-length') ?? 0));
  const parts: Uint8Array[] = [];
  let loaded = 0;
  const reader = answer.body?.getReader();
  try {
    for (let next = await reader?.read(); next?.value !== undefined; next = await reader?.read()) {
      parts.push(next.value);
      loaded += next.value.length;
      onBytes(loaded, total);
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw new Error(`${what} could not be downloaded: the connection broke off.`, { cause });
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
