import type { EngineOptions } from '../engine.js';
import { entries, isWorkerEntry, type WorkerEntry } from './board.js';
import { machineDifference, type NumberFacts } from '../../run/machine.js';
import type { Broker } from './broker.js';

interface WorkerWatchOptions extends Pick<EngineOptions, 'onNotice'> {
  readonly broker: Broker;
  readonly run: string;
  readonly machine: NumberFacts;
}

/** Milliseconds without a worker before it is told. */
const lonely = 10_000;

/** Tells of workers that come, go, or do not take the run's jobs, each thing once. */
export class WorkerWatch {
  readonly #options: WorkerWatchOptions;
  #known = new Map<string, WorkerEntry>();
  #alone = performance.now();
  #toldAlone = false;

  constructor(options: WorkerWatchOptions) {
    this.#options = options;
  }

  async look(): Promise<void> {
    const { broker, run, onNotice } = this.#options;
    const found = await entries(broker.client, 'worker');
    const there = new Map([...found].filter(([id, worker]) => isWorkerEntry(worker, id)));
    for (const [id, worker] of there) this.#tell(worker, this.#known.get(id));
    for (const [id, { name }] of this.#known) {
      if (!there.has(id)) onNotice(`worker ${name} is gone: its jobs go to others`);
    }
    this.#known = there;
    if ([...there.values()].some(({ refused }) => refused[run] === undefined)) {
      this.#alone = performance.now();
      this.#toldAlone = false;
    } else if (!this.#toldAlone && performance.now() - this.#alone > lonely) {
      this.#toldAlone = true;
      onNotice(`no worker takes the jobs: start some with "pixel-deflection worker --queue ${broker.shown}"`);
    }
  }

  #tell(worker: WorkerEntry, before: WorkerEntry | undefined): void {
    const { run, onNotice } = this.#options;
    const { name, processes } = worker;
    const refused = worker.refused[run];
    if (before !== undefined && before.refused[run] === refused) return;
    if (refused !== undefined) onNotice(`worker ${name} takes no jobs of this run: ${refused}`);
    else if (before === undefined)
      onNotice(`worker ${name} is there, ${processes} processes${this.#machineOf(worker)}`);
    else onNotice(`worker ${name} takes jobs of this run again${this.#machineOf(worker)}`);
  }

  /** What is to be said of a machine whose numbers may differ. */
  #machineOf({ machine }: WorkerEntry): string {
    const difference = machineDifference(machine, this.#options.machine);
    if (difference === undefined) return '';
    const [its, named] = difference;
    return `; it has ${its}, the manifest names ${named}: the last digits of records may differ`;
  }
}
