// `npm run notebook -- [picture] [class] [model] [folder]`: compiles examples/notebook.ts and runs it; Node 20 does not run
// TypeScript.
import { buildIfOld, install, main, run, runTool } from './setup.mjs';

await main(async () => {
  await install();
  await buildIfOld();
  const code = await runTool('typescript', 'tsc', ['-p', 'examples']);
  if (code !== 0) return code;
  return run(process.execPath, ['out/examples/notebook.js', ...process.argv.slice(2)]);
});
