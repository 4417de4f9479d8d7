import { adaptiveCommands, commandLineLacks, defenseCommands } from '../code/command-line.js';
import { adaptiveLine, defenseLines } from '../code/expected.js';
import { adaptiveProgram, defenseProgram, type Origin } from '../code/library-call.js';
import { fileOf, shownDrawOf, stemOf, type Subject } from '../code/subject.js';
import type { State } from '../state/app.js';
import { attackOf, defenseOf } from '../state/settings-of.js';
import { judgeSeed } from '../worker/judge-seed.js';
import { pointsOf } from './broken.js';

/** Which code: of what, in which form, with which adversary. */
export interface CodeChoice {
  readonly of: 'defense' | 'adaptive';
  readonly form: 'library' | 'command';
  readonly origin: Origin;
}

export interface Code {
  readonly text: string;
  /** Names of the pictures that it reads, to be saved beside it. */
  readonly reads: readonly string[];
  /** What the page has found of what the program prints. */
  readonly prints: readonly string[];
  /** What a reader should know. */
  readonly notes: readonly string[];
}

/** The beginning of the names of files: of the picture that is shown. */
export function stemOfState({ picked }: Pick<State, 'picked'>): string {
  return stemOf(picked?.name ?? '');
}

function subjectOf({ settings, picked, model, modelRequest }: State): Subject | undefined {
  if (picked === undefined || model === undefined) return undefined;
  const { image: _, ...attack } = attackOf(settings, picked.picture, model, picked.scores.top[0].index);
  return {
    model,
    modelName: modelRequest.source === 'built-in' ? '' : modelRequest.name,
    stem: stemOf(picked.name),
    attack,
    defense: defenseOf(settings),
    settings,
    epsilon: settings.breakEpsilon,
  };
}

function printsOf(state: State, subject: Subject, { of, form }: CodeChoice): string[] {
  const { settings, picked, attack, denoised, outcomes, broken } = state;
  if (of === 'defense') {
    if (picked === undefined || attack === undefined) return [];
    const draw = form === 'library' ? shownDrawOf(subject) : undefined;
    const shown = draw !== undefined && denoised ? { draw, scores: denoised.scores } : undefined;
    return defenseLines(picked.scores, attack, outcomes, shown);
  }
  const point = broken && pointsOf(broken, settings.knows).find(({ epsilon }) => epsilon === settings.breakEpsilon);
  return broken && point ? [adaptiveLine(broken.label, point)] : [];
}

function notesOf(state: State, subject: Subject, { of, form, origin }: CodeChoice): string[] {
  const { attack, model } = state;
  const lacks = form === 'command' ? commandLineLacks(subject) : undefined;
  const draw = of === 'defense' && form === 'command' ? shownDrawOf(subject) : undefined;
  const failed = of === 'defense' && form === 'command' && origin === 'made' && attack?.success === false;
  return [
    lacks === undefined
      ? ''
      : `The command line has no option for ${lacks}: its numbers differ. Take the library call.`,
    failed
      ? 'The attack fails, so that the first command writes no file. Save the adversary, or take the library call.'
      : '',
    draw === undefined
      ? ''
      : `The command line joins draws and cannot show draw ${draw} alone, as the page does. The library call does.`,
    model?.source === 'file'
      ? `Put the model beside it, and its card with the same name and the ending .json where it needs one.`
      : '',
    model?.source === 'catalog' ? `First: pixel-deflection models pull ${subject.modelName}` : '',
  ].filter(Boolean);
}

/** The code for what is on the screen; `undefined` without a picture. */
export function codeOf(state: State, choice: CodeChoice): Code | undefined {
  const subject = subjectOf(state);
  if (subject === undefined) return undefined;
  const { of, form, origin } = choice;
  const judge = judgeSeed(subject.defense.seed, 0);
  const texts = {
    defense: { library: () => defenseProgram(subject, origin), command: () => defenseCommands(subject, origin) },
    adaptive: {
      library: () => adaptiveProgram(subject, origin, judge),
      command: () => adaptiveCommands(subject, origin, judge),
    },
  };
  const adversary = of === 'defense' ? 'adversary' : 'adaptive';
  const needsClean = origin === 'made' || of === 'defense' || form === 'library';
  const reads = [...(needsClean ? ['clean'] : []), ...(origin === 'saved' ? [adversary] : [])];
  return {
    text: texts[of][form](),
    reads: reads.map((what) => fileOf(subject.stem, what)),
    prints: printsOf(state, subject, choice),
    notes: notesOf(state, subject, choice),
  };
}
