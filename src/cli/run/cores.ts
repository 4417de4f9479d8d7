/**
 * How many threads work on pictures, and how many each of them may use to run a model: together no more than there are
 * cores, unless both were asked for.
 */
export function shareCores(
  cores: number,
  pictures: number,
  asked: { readonly workers: number | undefined; readonly threads: number | undefined },
): { workers: number; threads: number } {
  const most = asked.workers ?? Math.max(1, Math.floor(cores / (asked.threads ?? 1)));
  const workers = Math.min(most, pictures);
  return { workers, threads: asked.threads ?? Math.max(1, Math.floor(cores / workers)) };
}
