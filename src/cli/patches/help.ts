export const patchesHelp = `Usage: pixel-deflection patches <file|folder|glob...> -o <file> [options]

Cuts patches at random out of photos, for quiltImage of the library.

Options:
  -o, --output <file>     the database; an existing file is replaced
  --count <n>             patches in all, shared evenly among the photos (default 100000)
  --patch-size <n>        side of a patch in pixels, 1 to 64 (default 5)
  --seed <n>              any integer (default: a fresh one, printed at the end)

Example:
  pixel-deflection patches photos/ -o patches.bin --seed 1
`;
