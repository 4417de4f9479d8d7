import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of what comes with the package. */
export const assets = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'assets');
