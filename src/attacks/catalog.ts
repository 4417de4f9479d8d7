import { apgdCe, apgdDlr } from './apgd/apgd.js';
import { carliniWagner } from './carlini-wagner/carlini-wagner.js';
import { deepFool } from './deepfool.js';
import { fab } from './fab/fab.js';
import { fgsm } from './fgsm.js';
import { hopSkipJump } from './hop-skip-jump/hop-skip-jump.js';
import { igsm } from './igsm.js';
import { jsma } from './jsma/jsma.js';
import { lbfgs } from './l-bfgs/l-bfgs.js';
import { miFgsm } from './mi-fgsm.js';
import { gaussianNoise, uniformNoise } from './noise.js';
import { pgd } from './pgd.js';
import { square } from './square/square.js';
import type { AttackFunction } from './runner/define.js';

/** All attacks on single pictures, in the order of lists: with a budget, for the nearest adversary, and controls. */
export const attackCatalog: readonly AttackFunction[] = [
  fgsm,
  igsm,
  miFgsm,
  pgd,
  apgdCe,
  apgdDlr,
  square,
  deepFool,
  carliniWagner,
  lbfgs,
  jsma,
  fab,
  hopSkipJump,
  gaussianNoise,
  uniformNoise,
];
