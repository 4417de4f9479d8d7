// `npm test`: installs where needed, then builds and checks everything, and says at the end what failed.
// `npm run test:full` runs the long checks too and writes test/full-summary.md. Further arguments go to vitest, as in
// `npm test -- src/core`; a run of a part writes no summary.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { install, main, root, run, runTool, say } from './setup.mjs';

const full = process.argv.includes('--full');
const filters = process.argv.slice(2).filter((argument) => argument !== '--full');

const scratch = mkdtempSync(join(tmpdir(), 'pixel-deflection-test-'));
const report = join(scratch, 'vitest.json');
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** vitest: its own words on the terminal, its counts in a file. */
function vitest() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return runTool('vitest', 'vitest', ['run', ...reporters, ...filters], full ? { FULL: '1' } : {});
}

const steps = [
  ['build', () => run(process.execPath, [join(root, 'scripts', 'build.mjs')])],
  ['type check', () => runTool('typescript', 'tsc', ['--noEmit'])],
  ['lint', () => runTool('oxlint', 'oxlint', ['--deny-warnings'])],
  ['format check', () => runTool('oxfmt', 'oxfmt', ['--check'])],
  ['publint', () => runTool('publint', 'publint', ['--strict'])],
  ['tests', vitest],
];

/** Runs all steps, whatever fails, and gives `{ name, ok, seconds }` for each. */
async function runSteps() {
  const results = [];
  for (const [name, step] of steps) {
    say(name);
    const start = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they share the terminal and the build
    const code = await step();
    results.push({ name, ok: code === 0, seconds: (performance.now() - start) / 1000 });
  }
  return results;
}

/** What vitest counted: `{ passed, failed, skipped, files }`; all zero where it did not come to its end. */
function testCounts() {
  try {
    const json = JSON.parse(readFileSync(report, 'utf8'));
    const files = json.testResults.map((file) => {
      const count = (status) => file.assertionResults.filter((test) => test.status === status).length;
      const name = relative(root, file.name).replaceAll('\\', '/');
      const seconds = (file.endTime - file.startTime) / 1000;
      return { name, passed: count('passed'), failed: count('failed'), ok: file.status === 'passed', seconds };
    });
    const skipped = json.numPendingTests + json.numTodoTests;
    return { passed: json.numPassedTests, failed: json.numFailedTests, skipped, files };
  } catch {
    return { passed: 0, failed: 0, skipped: 0, files: [] };
  }
}

function row(...cells) {
  return `| ${cells.join(' | ')} |`;
}

/** The page that `npm run test:full` leaves behind. */
function fullSummary(results, counts, closing) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return [
    '# The last full run of the tests',
    '',
    'Written by `npm run test:full`.',
    '',
    `pixel-deflection ${version}, Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} cores, ` +
      `${new Date().toISOString().slice(0, 10)}.`,
    '',
    row('Step', 'Result', 'Seconds'),
    row('---', '---', '---:'),
    ...results.map(({ name, ok, seconds }) => row(name, ok ? 'passed' : '**failed**', seconds.toFixed(1))),
    '',
    row('Test file', 'Passed', 'Failed', 'Seconds'),
    row('---', '---:', '---:', '---:'),
    ...counts.files
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, passed, failed, seconds }) => row(name, passed, failed, seconds.toFixed(1))),
    '',
    closing,
    '',
  ].join('\n');
}

await main(async () => {
  await install();
  const results = await runSteps();
  const counts = testCounts();
  const checks = results.filter(({ name }) => name !== 'tests');
  const tests = results.find(({ name }) => name === 'tests');
  const passed = counts.passed + checks.filter(({ ok }) => ok).length;
  // vitest can fail without a failed test: a file that does not load, an error outside of all tests.
  const failedTests = Math.max(counts.failed, tests.ok ? 0 : 1);
  const failed = failedTests + checks.filter(({ ok }) => !ok).length;
  const closing = `${passed} passed, ${failed} failed`;
  console.log();
  for (const { name, ok, seconds } of results) {
    const detail =
      name === 'tests' ? `, ${counts.passed} passed, ${failedTests} failed, ${counts.skipped} skipped` : '';
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s${detail})`);
  }
  if (full && filters.length === 0)
    writeFileSync(join(root, 'test', 'full-summary.md'), fullSummary(results, counts, closing));
  console.log(closing);
  return failed === 0 ? 0 : 1;
});
