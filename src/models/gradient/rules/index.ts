import type { Rule } from '../backward.js';
import { arithmetic } from './arithmetic.js';
import { convolutionRules } from './convolution.js';
import { elementwise } from './elementwise.js';
import { gelus } from './gelu.js';
import { indexing } from './indexing.js';
import { matrixRules } from './matrix.js';
import { normalizationRules } from './normalization.js';
import { passing } from './passing.js';
import { poolingRules } from './pooling.js';
import { reductions } from './reduce.js';
import { resizeRules } from './resize.js';
import { shapes } from './shape.js';
import { softmaxRules } from './softmax.js';
import { transposedConvolutionRules } from './transposed-convolution.js';

/** The rules by operator; those of other domains by `domain.Operator`. */
export const rules: Readonly<Record<string, Rule>> = {
  ...arithmetic,
  ...convolutionRules,
  ...elementwise,
  ...gelus,
  ...indexing,
  ...matrixRules,
  ...normalizationRules,
  ...passing,
  ...poolingRules,
  ...reductions,
  ...resizeRules,
  ...shapes,
  ...softmaxRules,
  ...transposedConvolutionRules,
};
