import { type Classifier, loadClassifier, ModelError } from '../../models/index.js';
import { WorkError } from '../errors.js';
import type { Gate } from '../run/gate.js';
import type { ModelRequest } from './request.js';

/** Which classifier gave a result. */
export interface ModelFacts {
  readonly name: string;
  readonly sha256: string;
}

/** A classifier in a thread. */
export interface OpenModel {
  readonly classifier: Classifier;
  readonly facts: ModelFacts;
  /** What a user should know, such as a fallback to the processor. */
  readonly notices: readonly string[];
}

/** What the library calls an option has the form of a flag here. */
function asFlags(message: string): string {
  return message
    .replace(/give model: \{[^}]*\} or a card/, 'give --model-preset torchvision, tf or caffe, or a card (--card)')
    .replace('give a card', 'give a card (--card)');
}

/** Loads the classifier of a command, in a thread of its own: loading and running hold the thread. */
export async function openModel(request: ModelRequest, gate: Gate): Promise<OpenModel> {
  const { path, sha256, card, threads, provider } = request;
  const notices: string[] = [];
  const onNotice = (text: string) => void notices.push(text);
  try {
    const options = { model: card, threads, executionProviders: [provider], onNotice };
    const classifier = await gate.pass(() => loadClassifier(path, options));
    return { classifier, facts: { name: classifier.name, sha256 }, notices };
  } catch (error) {
    if (error instanceof ModelError) throw new WorkError(asFlags(error.message), { cause: error });
    throw error;
  }
}
