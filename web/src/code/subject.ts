import type { Settings } from '../state/settings.js';
import type { AttackInput, DefenseSettings, ModelInfo } from '../worker/protocol.js';

/** What code is to do again: everything that the numbers of the page follow from. */
export interface Subject {
  readonly model: Pick<ModelInfo, 'name' | 'source' | 'width' | 'height' | 'classes'>;
  /** Name of the model's file, or in the catalog; of no use for the built-in one. */
  readonly modelName: string;
  /** Beginning of the names of all files: `lemon` for `lemon-clean.png`. */
  readonly stem: string;
  readonly attack: Omit<AttackInput, 'image'>;
  readonly defense: DefenseSettings;
  readonly settings: Pick<Settings, 'draw' | 'draws' | 'eot' | 'iterations' | 'knows'>;
  /** ε of the adaptive attack. */
  readonly epsilon: number;
}

/** The names of the pictures, as they are saved and as code reads and writes them. */
export function fileOf(stem: string, what: string): string {
  return `${stem}-${what}.png`;
}

/** A name of a picture as the beginning of file names: what no shell and no file system minds. */
export function stemOf(name: string): string {
  const stem = name
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[^\p{L}\p{N}_]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return stem === '' ? 'picture' : stem;
}

/** Draws of the defense that differ: without a deflection there is one. */
export function drawsOf({ defense, settings }: Subject): number {
  return defense.deflections === 0 ? 1 : settings.draws;
}

/** The draw that is shown, where it is another one than the first: a defense without a deflection has no other. */
export function shownDrawOf({ defense, settings }: Subject): number | undefined {
  return settings.draw === 0 || defense.deflections === 0 ? undefined : settings.draw;
}

/** No window is longer than the picture. */
export function windowOf({ model, defense }: Subject): number {
  return Math.min(defense.window, Math.max(model.width, model.height));
}

/** Classes of an R-CAM: no more than there are. */
export function topKOf({ model, defense }: Subject): number {
  return Math.min(defense.topK, model.classes.length);
}
