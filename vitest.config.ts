import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests run what is in `src`, while package.json names what is built. */
const platform = (name: string) => fileURLToPath(new URL(`src/platform/${name}-node.ts`, import.meta.url));

/** Tests that leave nothing behind: no server, no file, no changed global. */
const pure = [
  ...['attacks', 'cli', 'core', 'defenses', 'evaluation', 'io', 'models', 'pipeline', 'report', 'threads'].map(
    (name) => `src/${name}/**/*.test.ts`,
  ),
  'web/src/**/*.test.ts',
];

const defenses = [
  'bilateral',
  'defend',
  'deflect',
  'median-filter',
  'non-local-means',
  'total-variation',
  'wavelet/denoise',
  'wavelet/vjp',
  'wiener',
];

export default defineConfig({
  resolve: { alias: { '#ort': platform('ort'), '#files': platform('files') } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: pure,
          // Modules are loaded once for all files: loading them took as long as half of the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'others',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...pure, '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'js backend',
          include: defenses.map((name) => `src/defenses/${name}.test.ts`),
          setupFiles: ['test/support/js-backend.ts'],
        },
      },
    ],
    // Limits guard against hangs alone: a busy machine takes several times as long. Properties are tried ten times as often
    // in a full run.
    testTimeout: process.env.FULL === '1' ? 600_000 : 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    pool: 'forks',
    maxWorkers: 2,
    // Tests that use the runtime by itself keep no record either.
    env: { ORT_DISABLE_TELEMETRY: '1' },
  },
});
