// The numbers of docs/scale.md: how many records a second one broker carries, and what a run costs.
//   npm run build && node scripts/scale.mjs
// starts a Redis server on this machine and gives the jobs of a run to simulated workers: the queue engine and the workers of
// the library, with jobs that wait instead of compute. It prints a table for several shard sizes, with one queue and several.
//   node scripts/scale.mjs --cost run/
// reads the journal of a real run and prints the milliseconds per record of each model, attack and defense, and from them what
// the paper's Table 3 over ImageNet's 50,000 validation images takes. --price is an assumption, in USD for a core-hour.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { queueEngine } from '../dist/evaluation/engine/queue/queue-engine.js';
import { runQueueWorker } from '../dist/evaluation/engine/queue/worker.js';
import { expand } from '../dist/evaluation/run/expand.js';
import { machineFacts } from '../dist/evaluation/run/machine.js';
import { simulateShard } from '../dist/evaluation/shard/simulate.js';

const text = (value) => ({ type: 'string', default: value });
const { values: flags } = parseArgs({
  options: {
    cost: text(''),
    price: text('0.04'),
    images: text('50000'),
    workers: text('200'),
    processes: text('4'),
    milliseconds: text('20'),
    seconds: text('10'),
    sizes: text('1,5,20,100'),
    queues: text('1,4'),
    serve: text(''),
    code: text('simulated'),
  },
});

/** Rows as a table of Markdown; the first column is text. */
function table(head, rows) {
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Three significant digits, without an exponent. */
const short = (value) => Number(Number(value).toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });

/** Milliseconds of the shards of a run folder, by model and what they were spent on. */
function costs(folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const shards = expand(manifest);
  const lines = readFileSync(join(folder, 'shards.jsonl'), 'utf8').split('\n').slice(0, -1);
  const sums = new Map();
  /** @param pictures that were attacked, or judged under one condition */
  const add = (model, what, milliseconds, pictures, records) => {
    const key = JSON.stringify([model, what]);
    const sum = sums.get(key) ?? { model, what, milliseconds: 0, pictures: 0, records: 0 };
    sums.set(key, {
      ...sum,
      milliseconds: sum.milliseconds + milliseconds,
      pictures: sum.pictures + pictures,
      records: sum.records + records,
    });
  };
  const total = new Map();
  for (const { index, milliseconds, unreadable, count } of lines.map((line) => JSON.parse(line))) {
    const { model, attack, defenses, images, repeats } = shards.at(index);
    const pictures = images.length - unreadable.length;
    const size = attack.size === null ? '' : ` ${attack.size}`;
    if (attack.knowledge !== 'clean') {
      add(model.name, `attack ${attack.name}${size}`, milliseconds.attack, pictures, count);
    }
    for (const { name, chain } of defenses) {
      const records = pictures * (chain.length === 0 ? 1 : repeats);
      add(model.name, `defense ${name}`, milliseconds.judge[name] ?? 0, pictures, records);
    }
    const sum = total.get(model.name) ?? { milliseconds: 0, records: 0 };
    const spent = milliseconds.attack + Object.values(milliseconds.judge).reduce((all, some) => all + some, 0);
    total.set(model.name, { milliseconds: sum.milliseconds + spent, records: sum.records + count });
  }
  return { manifest, rows: [...sums.values()], total };
}

/** What each attack and defense takes, and what the whole plan takes over another number of pictures. */
function printCosts(folder) {
  const { manifest, rows, total } = costs(folder);
  const price = Number(flags.price);
  const images = Number(flags.images);
  const { cpu, cores } = manifest.machine;
  const { plan } = manifest;
  console.log(`${plan.name}: ${manifest.images.length} pictures, ${cpu}, ${cores} cores, one thread for a process\n`);
  const head = ['Model', 'What', 'records', 'ms per record', 'ms per picture'];
  console.log(
    table(
      head,
      rows
        .filter(({ pictures }) => pictures > 0)
        .map(({ model, what, milliseconds, pictures, records }) => [
          model,
          what,
          records,
          records === 0 ? '' : short(milliseconds / records),
          short(milliseconds / pictures),
        ]),
    ),
  );
  console.log(
    `\nThe same plan over ${images.toLocaleString('en-US')} pictures, at ${price} USD for a core-hour (an assumption):\n`,
  );
  console.log(
    table(
      ['Model', 'records', 'ms per record', 'core-hours', 'USD'],
      [...total].map(([model, { milliseconds, records }]) => {
        const all = (records / manifest.images.length) * images;
        const hours = ((milliseconds / records) * all) / 3_600_000;
        return [model, short(all), short(milliseconds / records), short(hours), short(hours * price)];
      }),
    ),
  );
}

const sha256 = (value) => createHash('sha256').update(value).digest('hex');
const labels = Array.from({ length: 1000 }, (_, i) => ({ id: `n${10_000_000 + i}`, name: `class number ${i}` }));
const input = {
  width: 224,
  height: 224,
  layout: 'NCHW',
  channelOrder: 'RGB',
  scale: 1,
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
};
const card = { name: 'model', input, resize: 'crop', output: 'logits', labels };
const deflect = [{ transform: 'deflect', options: {} }];
const defense = (name, chain) => ({ name, chain, map: 'none', ensemble: 1, vote: 'mean' });

/** A run of as many records as the workers do in some seconds. */
function manifestOf(pictures, shardSize) {
  return {
    plan: {
      seed: '1',
      repeats: 1,
      attacks: [],
      defenses: [defense('none', []), defense('PD', deflect)],
      localisation: false,
    },
    code: flags.code,
    models: [{ name: 'model', sha256: sha256('model'), card }],
    images: Array.from({ length: pictures }, (_, i) => ({
      id: `ILSVRC2012_val_${i}.JPEG`,
      sha256: sha256(`picture ${i}`),
      labels: [i % 1000],
    })),
    shardSize,
  };
}

/** One process of a worker: one shard at a time. */
function oneByOne() {
  let last = Promise.resolve();
  return (job, stop) => {
    last = last.then(() => simulateShard(job, stop));
    return last;
  };
}

/** One process with several simulated workers, each with connections of its own, as `worker` has. */
async function serve(url, count) {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      runQueueWorker({
        url,
        name: `worker ${process.pid} ${i}`,
        code: flags.code,
        processes: 1,
        checkJob: (job) => job,
        compute: oneByOne(),
        files: { hasModel: () => true, hasImage: async () => true },
        signal,
        onNotice: () => {},
      }),
    ),
  );
}

const percent = (value) => `${Math.round(100 * value)} %`;

/** Seconds of processor time of another process so far. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Runs one setting to its end.
 * @param pids processes of the broker, the driver and the workers
 */
async function measure(url, pids, shardSize, queues) {
  const workers = Number(flags.workers);
  const milliseconds = Number(flags.milliseconds);
  const records = Math.ceil((workers * Number(flags.seconds) * 1000) / milliseconds);
  const manifest = manifestOf(Math.ceil(records / 2), shardSize);
  const shards = expand(manifest, { milliseconds });
  const done = new Set();
  const places = new Map();
  const source = {
    count: shards.count,
    at(index) {
      const job = shards.at(index);
      places.set(job.key, index);
      return job;
    },
    done: (index) => done.has(index),
  };
  const { code, models } = manifest;
  const identity = `${shardSize} ${queues} ${process.pid}`;
  const engine = queueEngine({ url, identity, code, models, queues, machine: machineFacts() });
  let count = 0;
  const now = () => ({ seconds: performance.now() / 1000, cpu: pids.map(cpuSeconds) });
  const onResult = async (result) => {
    done.add(places.get(result.key));
    places.delete(result.key);
    count += result.count;
  };
  // From the first job to the last result, the beginning and the end with workers that wait among it.
  const from = now();
  await engine.run(source, { signal: new AbortController().signal, onResult, onNotice: () => {} });
  const to = now();
  const seconds = to.seconds - from.seconds;
  const rate = count / seconds;
  const [broker, driver, ...others] = to.cpu.map((value, i) => (value - from.cpu[i]) / seconds);
  const each = rate / (2 * shardSize);
  return [
    2 * shardSize,
    queues,
    short(rate),
    percent((rate * milliseconds) / 1000 / workers),
    short(each),
    percent(broker),
    percent(driver),
    percent(others.reduce((sum, value) => sum + value, 0)),
    short(each / Math.max(broker, driver)),
  ];
}

async function simulate() {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'pixel-deflection-scale-'));
  const args = ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'].map(String);
  const redis = spawn('redis-server', args, { stdio: 'ignore' });
  const url = `redis://127.0.0.1:${port}`;
  const processes = Number(flags.processes);
  const each = Math.ceil(Number(flags.workers) / processes);
  const script = fileURLToPath(import.meta.url);
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, [script, '--serve', url, '--workers', String(each), '--code', flags.code], {
      stdio: 'inherit',
    }),
  );
  try {
    const client = new Redis(url);
    // oxlint-disable-next-line no-await-in-loop -- until all of them are there
    while ((await client.scard('pixel-deflection:workers-1')) < each * processes) await sleep(200);
    client.disconnect();
    const settings = flags.sizes
      .split(',')
      .flatMap((size) => flags.queues.split(',').map((queues) => [size, queues].map(Number)));
    const pids = [redis.pid, process.pid, ...children.map(({ pid }) => pid)];
    const rows = [];
    for (const [size, queues] of settings) {
      // oxlint-disable-next-line no-await-in-loop -- one setting at a time
      rows.push(await measure(url, pids, size, queues));
      process.stderr.write(`${rows.at(-1).join(' · ')}\n`);
    }
    const ideal = (Number(flags.workers) * 1000) / Number(flags.milliseconds);
    console.log(
      `${each * processes} workers in ${processes} processes (2 connections each, and one more for each queue), ` +
        `${flags.milliseconds} ms for a record: ${short(ideal)} records a second at most\n`,
    );
    const load = ['broker CPU', 'driver CPU', 'workers CPU', 'shards/s of one core'];
    const head = ['Records a shard', 'queues', 'records/s', 'of the most', 'shards/s', ...load];
    console.log(table(head, rows));
  } finally {
    for (const child of children) child.kill('SIGKILL');
    redis.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

if (flags.serve !== '') await serve(flags.serve, Number(flags.workers));
else if (flags.cost === '') await simulate();
else printCosts(flags.cost);
