import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Files that are loaded only when somebody asks for them: the runtime with WebGPU is twice as large as all others. */
const onDemand = /asyncify/;

/**
 * Adds the service worker to a build: `service-worker.js` with the list of its files, under a version that follows from
 * their contents.
 */
export function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const hash = createHash('sha256');
        const files = Object.values(bundle).filter(({ fileName }) => !onDemand.test(fileName));
        for (const file of files.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
          hash.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source);
        }
        const source = readFileSync(new URL('src/service-worker.js', import.meta.url), 'utf8');
        const names = files.map(({ fileName }) => fileName).filter((name) => name !== 'index.html');
        const constants = `const version = ${JSON.stringify(hash.digest('hex').slice(0, 16))};
const files = ${JSON.stringify(['./', ...names])};
`;
        this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: constants + source });
      },
    },
  };
}
