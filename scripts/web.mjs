// `npm run web [-- --port 8080]`: builds the explorer and serves it on this machine, with the headers that let it use several
// threads. `npm run web:build [-- --out FOLDER]`: makes a static folder for any host, web/dist by default.
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfOld, install, main, root, say } from './setup.mjs';

const config = resolve(root, 'web', 'vite.config.ts');

function options() {
  const { values } = parseArgs({
    options: {
      build: { type: 'boolean', default: false },
      out: { type: 'string', default: resolve(root, 'web', 'dist') },
      port: { type: 'string', default: '4173' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`Expected a number from 0 to 65535 for --port but received ${values.port}`);
  }
  return { onlyBuild: values.build, outDir: resolve(values.out), port };
}

await main(async () => {
  const { onlyBuild, outDir, port } = options();
  await install();
  await buildIfOld();
  // Installed only now, perhaps.
  const { build, preview } = await import('vite');
  say('building the page');
  await build({ configFile: config, logLevel: 'warn', build: { outDir } });
  if (onlyBuild) {
    say(`a static folder for any host: ${relative(process.cwd(), outDir)}`);
    return 0;
  }
  const server = await preview({
    configFile: config,
    build: { outDir },
    preview: { host: '127.0.0.1', port, strictPort: port !== 4173 },
  });
  say(`the explorer is at ${server.resolvedUrls.local[0]} (stop it with Ctrl-C)`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
  await server.close();
  return 0;
});
