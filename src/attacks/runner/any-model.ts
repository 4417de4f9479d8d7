import type { Model } from '../../models/model.js';

/** A model that is only asked for its size, as large as one can be: what options are checked with where there is none. */
export const anyModel: Model = {
  width: 2 ** 15,
  height: 2 ** 15,
  classes: 2 ** 31 - 1,
  bounds: [0, 255],
  logits: () => Promise.resolve([]),
  inputGradient: () => Promise.resolve({ logits: [], gradients: [] }),
};
