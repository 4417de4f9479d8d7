import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// A computer for tests of engines and run folders, as child processes load it: records that follow from the pictures, the
// attack, the defense and the draw, not from the shard that they are in; and faults where they are asked for.

/** One line for each picture, defense and draw. */
export function simulatedResult(job) {
  const lines = [];
  for (const { id, label } of job.images) {
    for (const { name, chain } of job.defenses) {
      const draws = chain.length === 0 ? 1 : job.repeats;
      for (let draw = 0; draw < draws; draw++) {
        lines.push(
          JSON.stringify({
            image: id,
            model: job.model.name,
            attack: job.attack.name,
            epsilon: job.attack.size,
            target: job.attack.target?.name,
            defense: name,
            draw,
            label,
          }),
        );
      }
    }
  }
  const unreadable = job.images
    .filter(({ id }) => id.startsWith('broken'))
    .map(({ id }) => ({ image: id, reason: 'a picture for tests' }));
  return {
    key: job.key,
    records: lines.map((line) => `${line}\n`).join(''),
    count: lines.length,
    unreadable,
    milliseconds: { attack: 0, judge: {} },
  };
}

/**
 * @param settings `milliseconds` for each shard; `log`: a file that gets the index of each shard that is begun; `die`:
 *   shards whose process is killed; `fail`: shards that are refused; `full`: shards for which the disk is full;
 *   `unable`: why there is no computer
 */
export async function openComputer({ milliseconds = 0, log, die = [], fail = [], full = [], unable }) {
  if (unable !== undefined) throw new Error(unable);
  return {
    async compute(job, signal) {
      if (log !== undefined) appendFileSync(log, `${job.index}\n`);
      if (milliseconds > 0) await sleep(milliseconds, undefined, { signal });
      if (die.includes(job.index)) process.kill(process.pid, 'SIGKILL');
      if (fail.includes(job.index)) throw new Error('refused\nfor tests');
      if (full.includes(job.index)) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      return simulatedResult(job);
    },
    async dispose() {},
  };
}
