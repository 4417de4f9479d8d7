import type { ActivationClass, ActivationKind, ActivationResult } from '../../models/index.js';
import type { ModelFacts } from './open.js';

/** How an activation map was made. */
export interface ActivationFacts {
  readonly model: ModelFacts;
  readonly kind: ActivationKind;
  /** How the maps of classes were made: Grad-CAM where the network has no layer for CAM. */
  readonly method: ActivationResult['method'];
  readonly layer: string;
  readonly classes: readonly Omit<ActivationClass, 'index'>[];
}

/** What reports say of a map. */
export function activationFacts(
  { kind, method, layer, classes }: ActivationResult,
  model: ModelFacts,
): ActivationFacts {
  return { model, kind, method, layer, classes: classes.map(({ label, name, score }) => ({ label, name, score })) };
}

/** What a user should know of a map. */
export function activationNotices({ kind, method }: ActivationResult): string[] {
  if (kind === 'grad-cam' || method === 'cam') return [];
  return ['the network has no layer that gives class activation maps: Grad-CAMs stand in for them'];
}
