export { apgdCe, apgdDlr, type ApgdOptions } from './apgd/apgd.js';
export { carliniWagner, type CarliniWagnerOptions, carliniWagnerPresets } from './carlini-wagner/carlini-wagner.js';
export { autoAttack, type AutoAttackResult, type MemberResults } from './auto-attack/auto-attack.js';
export { type Flag, type FlagKind } from './auto-attack/flags.js';
export type { AutoAttackOptions, AutoAttackProgress } from './auto-attack/options.js';
export { averagedGradients } from './averaged-gradients.js';
export { attackCatalog } from './catalog.js';
export { deepFool, type DeepFoolOptions, deepFoolPresets } from './deepfool.js';
export { fab, type FabOptions } from './fab/fab.js';
export { fgsm, type FgsmOptions, fgsmPresets } from './fgsm.js';
export { hopSkipJump, type HopSkipJumpOptions } from './hop-skip-jump/hop-skip-jump.js';
export { igsm, type IgsmOptions, igsmPresets } from './igsm.js';
export { jsma, type JsmaOptions, jsmaPresets } from './jsma/jsma.js';
export { lbfgs, type LbfgsOptions, lbfgsPresets } from './l-bfgs/l-bfgs.js';
export { miFgsm, type MiFgsmOptions, miFgsmPresets } from './mi-fgsm.js';
export { gaussianNoise, type NoiseOptions, uniformNoise } from './noise.js';
export { pgd, type PgdOptions, pgdPresets } from './pgd.js';
export { square, type SquareOptions } from './square/square.js';
export { transfer, type Transfer, type TransferOptions, type TransferResult } from './transfer.js';
export type { AttackAbout, AttackFunction } from './runner/define.js';
export { AttackError } from './runner/errors.js';
export type {
  AttackOptions,
  AttackProgress,
  MinimumNormOptions,
  RandomAttackOptions,
  WithEpsilons,
} from './runner/options.js';
export type { AttackResult, Distances, Norm, Scaling, ScalingRule } from './runner/result.js';
