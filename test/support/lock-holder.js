// Takes a run folder, says so, and keeps it until it is killed or its input ends. Of what stands on the command line the
// first is the built module of locks, the second the folder.
const [module, folder] = process.argv.slice(2);
const { lockFolder } = await import(module);
process.stdout.write('ready\n');
// Several that are to try at once wait for the same moment.
await new Promise((resolve) => process.stdin.once('data', resolve));
try {
  const lock = await lockFolder(folder);
  process.stdout.write('taken\n');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  await lock.release();
  process.stdout.write('released\n');
} catch (error) {
  process.stdout.write(`${error.name}: ${error.message}\n`);
}
process.exit();
