/**
 * Makes `src/models/onnx/onnx_pb.ts` from `onnx.proto`. Needed only when that file changes:
 * `npm install --no-save @bufbuild/protoc-gen-es@2`, Debian's `protobuf-compiler`, then `node scripts/onnx-proto.mjs`.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'src', 'models', 'onnx');
execFileSync(
  'protoc',
  [
    `--proto_path=${folder}`,
    `--plugin=protoc-gen-es=${join(root, 'node_modules', '.bin', 'protoc-gen-es')}`,
    `--es_out=${folder}`,
    '--es_opt=target=ts,import_extension=js',
    'onnx.proto',
  ],
  { stdio: 'inherit' },
);
