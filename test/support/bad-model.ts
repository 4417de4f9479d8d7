import { expect } from 'vitest';
import { ModelError } from '../../src/models/errors.js';
import { type LoadOptions, loadClassifier } from '../../src/models/load-classifier.js';
import { type ParsedModel, parseModel, serializeModel } from '../../src/models/onnx/model-file.js';
import { smallCard, smallClassifier } from './small-classifier.js';

/** The error of a model that cannot be loaded: always of one line, and with the model's name. */
export async function problem(
  bytes: Uint8Array,
  model: LoadOptions['model'] = smallCard({ name: 'net' }),
): Promise<string> {
  const error: unknown = await loadClassifier(bytes, { model }).then(
    () => new Error('it was loaded'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ModelError);
  const { message } = error as ModelError;
  expect(message).toMatch(/^(net|the given bytes): [^\n]+$/);
  return message;
}

/** A small classifier after a change of its file. */
export function changed(change: (model: ParsedModel) => void, bytes = smallClassifier()): Uint8Array {
  const model = parseModel(bytes);
  change(model);
  return serializeModel(model);
}
