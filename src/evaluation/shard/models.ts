import { type Classifier, loadClassifier, ModelError, type PartialCard } from '../../models/index.js';
import { canonicalJson } from './key.js';
import { ShardError } from './errors.js';
import type { ContentStore, ModelRef } from './shard.js';

/** Classifiers that are held at once: each has sessions of its own, and loading one again leaks memory. */
const mostHeld = 4;

/** The classifiers of a worker, by content. */
export interface ModelCache {
  /** @throws ShardError where there is no such file, or it is no such classifier */
  get(model: ModelRef): Promise<Classifier>;
  dispose(): Promise<void>;
}

/** Loads classifiers when they are first asked for, and frees those that were used longest ago. */
export function createModelCache(store: ContentStore): ModelCache {
  // In the order of use, the latest last.
  const held = new Map<string, Classifier>();

  async function load({ name, sha256, card }: ModelRef): Promise<Classifier> {
    const path = store.model(sha256);
    if (path === undefined) throw new ShardError(`no model file has the SHA-256 ${sha256} (${name})`);
    try {
      // The hash in the card has the file itself checked. One thread: how many share a sum decides its last bits.
      return await loadClassifier(path, { model: { ...(card as PartialCard), sha256 }, threads: 1 });
    } catch (error) {
      if (error instanceof ModelError) throw new ShardError(error.message, { cause: error });
      throw error;
    }
  }

  return {
    async get(model) {
      const key = `${model.sha256} ${canonicalJson(model.card)}`;
      const found = held.get(key);
      held.delete(key);
      const classifier = found ?? (await load(model));
      held.set(key, classifier);
      if (held.size > mostHeld) {
        const [oldest, unused] = held.entries().next().value!;
        held.delete(oldest);
        await unused.dispose();
      }
      return classifier;
    },
    async dispose() {
      const all = [...held.values()];
      held.clear();
      await Promise.all(all.map((classifier) => classifier.dispose()));
    },
  };
}
