import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll } from 'vitest';
import { temporaryFolder } from './picture-files.js';
import { describeIf } from './shared.js';

const haveRedis = spawnSync('redis-server', ['--version']).status === 0;

/** Tests that need a Redis server of their own. */
export function describeRedis(name: string, body: () => void): void {
  describeIf(haveRedis, 'redis-server', name, body);
}

/** A port of this machine that nobody listens to. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** How a server is started. */
export interface RedisServerOptions {
  /** Whether it writes down what it holds, and finds it again. Default false: it forgets all when it ends. */
  readonly persistent?: boolean;
  readonly password?: string;
  /** Further lines of its configuration, as arguments: `['--maxmemory', '100mb']`. */
  readonly settings?: readonly string[];
}

const running = new Set<RedisServer>();

afterAll(async () => {
  await Promise.all([...running].map((server) => server.stop()));
});

/** A Redis server on 127.0.0.1, ended after the tests of the file that asks for it. */
export class RedisServer {
  readonly port: number;
  readonly #options: RedisServerOptions;
  readonly #folder: string;
  #process: ChildProcess | undefined;
  readonly #clients: Redis[] = [];

  private constructor(port: number, options: RedisServerOptions) {
    this.port = port;
    this.#options = options;
    this.#folder = temporaryFolder();
  }

  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    running.add(server);
    await server.start();
    return server;
  }

  /** Its address, without a password. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** A connection, ended with the server's process at the latest. */
  client(): Redis {
    const client = new Redis({ host: '127.0.0.1', port: this.port, password: this.#options.password });
    client.on('error', () => {});
    this.#clients.push(client);
    return client;
  }

  /** Starts it, also again on the same port, with what it wrote down where it is persistent. */
  async start({
    empty = false,
  }: { /** Whether it begins with nothing all the same. */ empty?: boolean } = {}): Promise<void> {
    if (empty) for (const name of readdirSync(this.#folder)) rmSync(join(this.#folder, name), { recursive: true });
    const { persistent = false, password, settings = [] } = this.#options;
    const log = persistent ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder, '--save', '', ...log];
    if (password !== undefined) args.push('--requirepass', password);
    const child = spawn('redis-server', [...args, '--daemonize', 'no', ...settings], { stdio: 'ignore' });
    this.#process = child;
    const client = new Redis({ host: '127.0.0.1', port: this.port, password, retryStrategy: () => 20 });
    client.on('error', () => {});
    try {
      await Promise.race([
        client.ping(),
        once(child, 'exit').then(() => Promise.reject(new Error('redis-server ended'))),
        sleep(20_000, undefined, { ref: false }).then(() => Promise.reject(new Error('redis-server does not answer'))),
      ]);
    } finally {
      client.disconnect();
    }
  }

  /** Ends it at once, as a crash does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Has it hang, with its connections open. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    await this.#end('SIGTERM');
    running.delete(this);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    for (const client of this.#clients.splice(0)) client.disconnect();
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
