import type { EvaluationRecord, MadeFacts } from '../records/record.js';
import { Cell } from './cell.js';
import { grown } from './columns.js';
import { contradiction } from './errors.js';
import { none } from './options.js';
import type { Condition } from './summary.js';

/** What holds for the pictures of a model, whatever is done to them. */
export class ModelData {
  #label = new Int32Array();
  #before = new Int32Array();

  /** @throws RecordsError where earlier records say something else of the picture */
  add(image: number, record: EvaluationRecord): void {
    const { label, before } = record;
    if (image >= this.#label.length || this.#label[image] === -1) {
      this.#label = grown(this.#label, image, -1);
      this.#before = grown(this.#before, image, -1);
      this.#label[image] = label;
      this.#before[image] = before;
    } else if (this.#label[image] !== label) {
      throw contradiction(`label ${this.#label[image]}, as before,`, String(label), record);
    } else if (this.#before[image] !== before) {
      throw contradiction(`class ${this.#before[image]} of the clean picture, as before,`, String(before), record);
    }
  }

  /** Whether the bare classifier gets the clean picture right. */
  right(image: number): boolean {
    return this.#label[image] === this.#before[image];
  }
}

/** How many of an adversary's gradients were zero everywhere; 0 where that is not known. */
const zeros = { unknown: 0, no: 1, some: 2, all: 3 } as const;

function zerosOf({ gradients, zeroGradients }: MadeFacts): number {
  if (zeroGradients === 0) return zeros.no;
  return zeroGradients < gradients ? zeros.some : zeros.all;
}

/** Where an adversary's perturbation and its object are: five columns, NaN where it is not known. */
export interface Places {
  objectX: Float64Array;
  objectY: Float64Array;
  perturbationX: Float64Array;
  perturbationY: Float64Array;
  correlation: Float64Array;
}

const empty = () => new Float64Array();

/** Everything about the adversaries of one model, attack, size and target, and what defenses made of them. */
export class ConditionData {
  readonly condition: Condition;
  readonly model: ModelData;
  /** By the number of the defense. */
  readonly cells = new Map<number, Cell>();
  /** Distances of the adversaries; NaN where there is none. */
  l2 = new Float64Array();
  relativeL2 = new Float64Array();
  #linf = new Float64Array();
  /** Whether adversaries work after rounding: 0 where it is not known, 1 for no, 2 for yes. */
  works = new Uint8Array();
  #zeros = new Uint8Array();
  places: Places | undefined;

  constructor(condition: Condition, model: ModelData) {
    this.condition = condition;
    this.model = model;
  }

  /** @throws RecordsError for a record that is there already, or contradicts an earlier one */
  add(image: number, defense: number, record: EvaluationRecord): void {
    let cell = this.cells.get(defense);
    if (cell === undefined) {
      cell = new Cell();
      this.cells.set(defense, cell);
    }
    const known = record.attack === none && record.defense === none ? record.before : undefined;
    cell.add(image, record, known);
    this.#addDistances(image, record);
    if (record.made !== undefined) this.#addMade(image, record.made, record);
  }

  #addDistances(image: number, record: EvaluationRecord): void {
    const { l2 } = record;
    // JSON has no infinity: null stands for that of a black picture.
    const relativeL2 = record.relativeL2 ?? Infinity;
    if (image >= this.l2.length || Number.isNaN(this.l2[image])) {
      this.l2 = grown(this.l2, image, NaN);
      this.relativeL2 = grown(this.relativeL2, image, NaN);
      this.#linf = grown(this.#linf, image, NaN);
      this.l2[image] = l2;
      this.relativeL2[image] = relativeL2;
      this.#linf[image] = record.linf;
    } else if (this.l2[image] !== l2 || this.relativeL2[image] !== relativeL2 || this.#linf[image] !== record.linf) {
      throw contradiction(`one adversary, at l2 ${this.l2[image]},`, `one at ${l2}`, record);
    }
  }

  #addMade(image: number, made: MadeFacts, record: EvaluationRecord): void {
    this.works = grown(this.works, image);
    this.#zeros = grown(this.#zeros, image);
    const works = made.successAfterRounding ? 2 : 1;
    if (this.works[image] !== 0) throw contradiction('the facts of an adversary once', 'them again', record);
    this.works[image] = works;
    this.#zeros[image] = zerosOf(made);
    if (made.object !== undefined && made.perturbation !== undefined) this.#addPlaces(image, made);
  }

  #addPlaces(image: number, { object, perturbation, correlation }: MadeFacts): void {
    this.places ??= {
      objectX: empty(),
      objectY: empty(),
      perturbationX: empty(),
      perturbationY: empty(),
      correlation: empty(),
    };
    const values = {
      objectX: object?.x,
      objectY: object?.y,
      perturbationX: perturbation?.x,
      perturbationY: perturbation?.y,
      correlation: correlation ?? undefined,
    };
    for (const key of Object.keys(values) as (keyof Places)[]) {
      this.places[key] = grown(this.places[key], image, NaN);
      this.places[key][image] = values[key] ?? NaN;
    }
  }

  /** The largest distance of an adversary in one sample, in levels; 0 without any. */
  get largestLinf(): number {
    let largest = 0;
    for (const value of this.#linf) if (value > largest) largest = value;
    return largest;
  }

  /** Of how many adversaries gradients are known, and of how many some and all of them were zero. */
  get zeroGradients(): { known: number; some: number; all: number } {
    const counts = { known: 0, some: 0, all: 0 };
    for (const value of this.#zeros) {
      if (value !== zeros.unknown) counts.known++;
      if (value >= zeros.some) counts.some++;
      if (value === zeros.all) counts.all++;
    }
    return counts;
  }
}
