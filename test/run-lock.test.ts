import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FolderLockedError, lockFolder } from '../src/evaluation/run/lock.js';
import { build } from './support/built.js';
import { temporaryFolder } from './support/picture-files.js';
import { describeIf, root } from './support/shared.js';

const module = pathToFileURL(join(root, 'dist', 'evaluation', 'run', 'lock.js')).href;
const holders: Holder[] = [];

/** A process that takes the lock when it is told to. */
class Holder {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(folder: string) {
    this.child = spawn(process.execPath, [join(root, 'test', 'support', 'lock-holder.js'), module, folder]);
    const lines: Interface = createInterface({ input: this.child.stdout });
    this.#lines = lines[Symbol.asyncIterator]();
    holders.push(this);
  }

  async line(): Promise<string> {
    return String((await this.#lines.next()).value);
  }

  go(): void {
    this.child.stdin.write('go\n');
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

beforeAll(build);

afterEach(async () => {
  await Promise.all(holders.splice(0).map((holder) => holder.kill()));
});

async function ready(folder: string, count: number): Promise<Holder[]> {
  const made = Array.from({ length: count }, () => new Holder(folder));
  for (const line of await Promise.all(made.map((holder) => holder.line()))) expect(line).toBe('ready');
  return made;
}

/** Lets all try at once, and says who has the folder and what the others were told. */
async function race(all: readonly Holder[]): Promise<{ winners: Holder[]; refused: string[] }> {
  for (const holder of all) holder.go();
  const lines = await Promise.all(all.map((holder) => holder.line()));
  return {
    winners: all.filter((_, index) => lines[index] === 'taken'),
    refused: lines.filter((line) => line !== 'taken'),
  };
}

/** The file that one makes who takes a folder over from a process that has ended. */
function heirName(text: string): string {
  return `lock.after-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

describe('lockFolder', () => {
  it('keeps another process out until it is released', async () => {
    const folder = temporaryFolder();
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toThrow(
      `${folder}: in use by process ${process.pid} on ${hostname()}, expected a run folder that no process writes to`,
    );
    const [other] = await ready(folder, 1);
    const { refused } = await race([other]);
    expect(refused).toEqual([
      expect.stringContaining(`FolderLockedError: ${folder}: in use by process ${process.pid} on`),
    ]);
    await lock.release();
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    await (await lockFolder(folder)).release();
  });

  it('releases its own lock alone', async () => {
    const folder = temporaryFolder();
    const lock = await lockFolder(folder);
    writeFileSync(join(folder, 'lock'), 'of somebody else\n');
    await lock.release();
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe('of somebody else\n');
  });

  it('does not take over from another host, or another space of processes, and says what to do', async () => {
    const folder = temporaryFolder();
    const lock = await lockFolder(folder);
    const own = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as object;
    await lock.release();
    for (const change of [{ host: 'else\u001bwhere' }, { space: 'pid:[1]' }]) {
      writeFileSync(join(folder, 'lock'), `${JSON.stringify({ ...own, pid: 999_999_999, ...change })}\n`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other in one folder
      const error = await lockFolder(folder).catch((reason: unknown) => reason as FolderLockedError);
      expect(error).toBeInstanceOf(FolderLockedError);
      expect((error as FolderLockedError).refused).toBe(true);
      expect((error as Error).message).toMatch(
        /in use by process 999999999 on (else\\x1bwhere|\S+); whether it still runs/,
      );
      expect((error as Error).message).toContain(`if it does not, remove ${join(folder, 'lock')}`);
    }
  });

  it.each(['', 'no JSON\n', '{}\n', '{"pid":-1,"host":"a","space":"","began":""}\n'])(
    'does not take over a lock that it cannot understand: %j',
    async (text) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'lock'), text);
      await expect(lockFolder(folder)).rejects.toThrow(/its lock cannot be understood; if no process writes into this/);
      expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(text);
    },
  );

  it('says why a folder cannot be locked', async () => {
    const folder = temporaryFolder();
    await expect(lockFolder(join(folder, 'gone'))).rejects.toThrow(
      `${join(folder, 'gone')}: cannot be locked: no such file or folder (ENOENT), expected a folder that can be written to`,
    );
    mkdirSync(join(folder, 'lock'));
    await expect(lockFolder(folder)).rejects.toThrow(/cannot be locked: it is a folder \(EISDIR\)/);
    // Failed work, not a folder that is refused.
    await expect(lockFolder(folder)).rejects.toMatchObject({ refused: false });
  });

  it('gives an empty folder to one of many that try at once', async () => {
    const { winners, refused } = await race(await ready(temporaryFolder(), 6));
    expect(winners).toHaveLength(1);
    expect(refused.every((line) => line.startsWith('FolderLockedError: '))).toBe(true);
  });

  it('gives the folder of a killed process to one of many that try at once, again and again', async () => {
    const folder = temporaryFolder();
    let [holder] = (await race(await ready(folder, 1))).winners;
    for (let round = 0; round < 3; round++) {
      // oxlint-disable no-await-in-loop -- one round after the other
      const others = await ready(folder, 5);
      await holder.kill();
      const { winners, refused } = await race(others);
      // oxlint-enable no-await-in-loop
      expect(winners).toHaveLength(1);
      expect(refused).toHaveLength(4);
      const winner = winners[0];
      for (const line of refused) expect(line).toContain(`in use by process ${winner.child.pid} on`);
      expect(readdirSync(folder)).toEqual(['lock']);
      holder = winner;
    }
    holder.go();
    expect(await holder.line()).toBe('released');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describeIf(process.platform === 'linux', 'Linux', 'the lock of a process that was ended', () => {
  it('is told from one whose number was given again', async () => {
    const folder = temporaryFolder();
    const lock = await lockFolder(folder);
    const own = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as { began: string };
    await lock.release();
    // This process's number, begun at another time.
    const text = `${JSON.stringify({ ...own, began: own.began.replace(/\d$/, (digit) => String((+digit + 1) % 10)) })}\n`;
    writeFileSync(join(folder, 'lock'), text);
    await (await lockFolder(folder)).release();
  });

  it('is taken over where one who was taking it over was killed as well', async () => {
    const folder = temporaryFolder();
    const [first] = (await race(await ready(folder, 1))).winners;
    await first.kill();
    const text = readFileSync(join(folder, 'lock'), 'utf8');
    // What the second leaves when it is killed between its claim and its end: its claim.
    writeFileSync(join(folder, heirName(text)), `${JSON.stringify({ ...JSON.parse(text), lock: 'second' })}\n`);
    const { winners } = await race(await ready(folder, 4));
    expect(winners).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['lock']);
  });

  it('is not said to be in use by one who came too late to take it over', async () => {
    const folder = temporaryFolder();
    const [first] = (await race(await ready(folder, 1))).winners;
    await first.kill();
    const ended = readFileSync(join(folder, 'lock'), 'utf8');
    const elsewhere = temporaryFolder();
    await race(await ready(elsewhere, 1));
    const late = readFileSync(join(elsewhere, 'lock'), 'utf8');
    const lock = await lockFolder(folder);
    const own = readFileSync(join(folder, 'lock'), 'utf8');
    // A pipe holds the one who asks between the look at the lock and that at its heir, while this process takes over.
    const heir = join(folder, heirName(ended));
    writeFileSync(join(folder, 'lock'), ended);
    execFileSync('mkfifo', [heir]);
    const asked = lockFolder(folder).catch((reason: unknown) => reason as Error);
    const pipe = await open(heir, 'w');
    writeFileSync(join(folder, 'lock'), own);
    await pipe.writeFile(late);
    await pipe.close();
    rmSync(heir);
    expect((await asked) as Error).toMatchObject({
      name: 'FolderLockedError',
      message: expect.stringContaining(`in use by process ${process.pid} on`) as string,
    });
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });
});
