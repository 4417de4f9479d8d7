import type { Distances } from '../../attacks/index.js';
import type { Interval } from '../statistics/wilson.js';
import type { publishedTable } from './published.js';
import type { Chain, StorySettings } from './settings.js';

// What a story says, as data that JSON can hold. Probabilities are in [0,1]; samples and distances in levels of 0…255.

/** A class that a picture was given. */
export interface NamedClass {
  /** Its place in the output, from 0. */
  readonly index: number;
  readonly label: string;
  readonly name: string;
}

export interface ScoredClass extends NamedClass {
  readonly probability: number;
}

/** One picture before the classifier: the likeliest classes, likeliest first; the true and the adversarial one always. */
export type Scores = readonly ScoredClass[];

/** What deflection did to a picture in one draw. Counts are those applied, after scaling to the picture's size. */
export interface DeflectionFacts {
  readonly deflections: number;
  readonly window: number;
  /** Samples copied, and samples that the map kept in their place. */
  readonly copies: number;
  readonly skipped: number;
}

/** One column of a table: what became of the adversary. */
export interface Column {
  readonly name: 'Clean' | 'Adversary' | Chain['name'] | `JPEG ${number}`;
  /** Of the first draw; absent where nothing is deflected. */
  readonly deflection?: DeflectionFacts;
  /** Mean probability of the true and of the adversarial class over the draws. */
  readonly truth: number;
  readonly adversarial: number;
  /** Draws, and those in which the true class and the adversarial class were first. */
  readonly draws: number;
  readonly right: number;
  readonly fooled: number;
  /** 95 % interval (Wilson) of the share of draws that are right; absent where nothing is drawn. */
  readonly interval?: Interval;
}

/** One draw of the defense on one picture. */
export interface Shown {
  readonly deflection: DeflectionFacts;
  readonly scores: Scores;
  /** Peak signal-to-noise ratio against the picture before the defense, in decibels; null where both are equal. */
  readonly psnr: number | null;
}

/** The adversary. */
export interface AttackFacts {
  /** The likeliest class that is not the true one, on the adversary. */
  readonly adversarial: NamedClass;
  /** Whether the class changed: before rounding to 8 bits, and after it. */
  readonly success: boolean;
  readonly successAfterRounding: boolean;
  readonly iterations: number;
  readonly gradients: number;
  /** Of the rounded picture. */
  readonly distances: Omit<Distances, 'psnr'> & { readonly psnr: number | null };
}

/** How a map's values are spread: shares of ten bins of equal width over [0,1]. */
export type Histogram = readonly number[];

/** The part of a story that follows the attack. */
export interface Defense {
  readonly adversary: Scores;
  readonly attack: AttackFacts;
  /** Deflection without a map at 200 and 600. */
  readonly deflected: { readonly few: Shown; readonly many: Shown };
  /** The clean picture behind PD and behind the whole chain: the first draw, and how many of all draws stay right. */
  readonly clean: readonly (Shown & Pick<Column, 'name' | 'right' | 'draws' | 'interval'>)[];
  /** 200 deflections and wavelets. */
  readonly denoised: Shown;
  readonly maps: {
    /** `'grad-cam'` where the network has no layer for class activation maps. */
    readonly method: 'cam' | 'grad-cam';
    /** Size of the maps as the network gives them. */
    readonly grid: { readonly width: number; readonly height: number };
    /** The class of the CAM: what the model names for the adversary. The classes of the R-CAM, the likeliest first. */
    readonly camClass: NamedClass;
    readonly rCamClasses: readonly NamedClass[];
    readonly cam: Histogram;
    readonly rCam: Histogram;
    /** Mean value over the picture: the share of copies that the map prevents. */
    readonly camMean: number;
    readonly rCamMean: number;
  };
  /** 1500 deflections with the R-CAM, and the map's values where samples were copied. */
  readonly steered: Shown & { readonly copiesByMap: Histogram };
  /** The whole chain: 1500 deflections with the R-CAM, and wavelets. */
  readonly whole: Shown;
  /** The notebook's table at its own settings, with wavelets alone and JPEG beside it. */
  readonly table: readonly Column[];
  /** The same four chains with one number of samples copied. */
  readonly control: readonly Column[];
}

/**
 * What became of a picture: wrong before the attack (nothing more is told), not fooled by it, brought back by the whole
 * chain in most draws, or not.
 */
export type Outcome = 'wrong before' | 'attack failed' | 'recovered' | 'not recovered';

/** The story of one picture. */
export interface PictureStory {
  readonly outcome: Outcome;
  /** Size of the picture, and of the part of it that the model sees, in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly seen: { readonly width: number; readonly height: number };
  readonly truth: NamedClass;
  /** What the model names for the clean picture. */
  readonly clean: Scores;
  /** Absent where the model is wrong before the attack. */
  readonly defense?: Defense;
}

/** A picture of a report: where it is from, and how its true class is known. */
export interface ToldPicture extends PictureStory {
  /** The file as it was given, and the name of it that is shown. */
  readonly input: string;
  readonly title: string;
  readonly truthFrom: 'file name' | 'label' | 'prediction';
  /** What a reader should know: a class that the model does not have, a picture that was flattened. */
  readonly notices: readonly string[];
}

/** How often it went one way, over the pictures of a report. */
export interface Totals {
  readonly pictures: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Of the pictures whose adversary fools the model: how many each column brings back in most of its draws. */
  readonly broughtBack: Readonly<Record<string, number>>;
}

/** A whole report: what `story.json` holds. */
export interface StoryRecord {
  readonly format: 'pixel-deflection story';
  readonly version: string;
  readonly model: {
    readonly name: string;
    readonly sha256: string;
    readonly width: number;
    readonly height: number;
    readonly classes: number;
  };
  readonly settings: StorySettings;
  /** Number of samples copied that the control asks for, at the model's size. */
  readonly commonCopies: number;
  readonly published: typeof publishedTable;
  readonly totals: Totals;
  readonly pictures: readonly ToldPicture[];
}
