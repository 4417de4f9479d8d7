import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/picture-files.js';
import { locateModel } from './settle-models.js';

describe('a model that is not there', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'my-colours.onnx'), '');
  const list = 'does not exist, expected an ONNX file, or a name that "pixel-deflection models list" shows';

  it.each([
    ['builtn', ': did you mean builtin?'],
    ['mobilnet', ': did you mean mobilenet_v2 or mobilenetv2-12 or mobilenet_v2_224?'],
    ['resnet5', ': did you mean resnet50 or resnet50-v1-12 or resnet50-v2-7?'],
    ['my-colors', ': did you mean my-colours?'],
    ['nothing', ''],
    // Paths are no mistyped names.
    ['./builtn', ''],
    ['builtn.onnx', ''],
  ])('%s comes with the nearest names', async (source, near) => {
    const problem = locateModel({ name: 'a', source }, folder).catch((error: Error) => error.message);
    expect(await problem).toBe(`model a: ${source}: ${list}${near}`);
  });
});
