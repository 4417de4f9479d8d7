import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process of which machine. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** The space that process numbers are of: containers have their own, often under the name of their host. */
  readonly space: string;
  /** When the process began, in ticks since the start of the machine, and which start: a number may be given again. */
  readonly began: string;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** When a process began, where the system tells (Linux), else ''; undefined where there is no such process. */
function beginning(pid: number): string | undefined {
  const boot = read('/proc/sys/kernel/random/boot_id')?.trim();
  if (boot !== undefined) {
    // The second field is the program's name in brackets, which may hold blanks and brackets itself.
    const fields = read(`/proc/${pid}/stat`)
      ?.replace(/^[^]*\)\s/, '')
      .split(' ');
    // What was ended and is not yet collected by its parent (state Z or X) does nothing any more.
    return fields === undefined || /[ZX]/.test(fields[0]) ? undefined : `${boot} ${fields[19]}`;
  }
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '' : undefined;
  }
}

function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), space: processSpace(), began: beginning(process.pid) ?? '' };
}

/** Whether a process runs: `elsewhere` where that cannot be told from here. */
export function stateOf({ pid, host, space, began }: ProcessIdentity): 'running' | 'ended' | 'elsewhere' {
  if (host !== hostname() || space !== processSpace()) return 'elsewhere';
  return beginning(pid) === began ? 'running' : 'ended';
}
