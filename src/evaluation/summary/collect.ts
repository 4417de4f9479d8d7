import { type EvaluationRecord, recordSchema } from '../records/record.js';
import { Names } from './columns.js';
import { ConditionData, ModelData } from './condition-data.js';
import { contradiction, RecordsError } from './errors.js';
import { none, type SummaryOptions } from './options.js';
import type { Condition } from './summary.js';

/** Where the last record went: the next one is mostly of the same place. */
interface Place {
  readonly record: EvaluationRecord;
  readonly target: string | undefined;
  readonly data: ConditionData;
}

/** Takes records, one by one and in any order, into columns: of a record no object is kept. */
export class Collector {
  readonly images = new Names();
  readonly defenses = new Names();
  readonly models = new Map<string, ModelData>();
  readonly conditions = new Map<string, ConditionData>();
  records = 0;
  readonly #targets: ReadonlyMap<string, readonly string[]>;
  #last: Place | undefined;

  constructor({ attacks = [] }: SummaryOptions) {
    this.#targets = new Map(attacks.map(({ name, targets }) => [name, targets]));
  }

  /** @throws RecordsError for a record of another schema, one that is there already, or that contradicts an earlier one */
  add(record: EvaluationRecord): void {
    if (record.schema !== recordSchema) {
      throw new RecordsError(`Expected records of schema ${recordSchema} but received one of ${String(record.schema)}`);
    }
    const data = this.#conditionOf(record);
    const image = this.images.numberOf(record.image);
    data.model.add(image, record);
    data.add(image, this.defenses.numberOf(record.defense), record);
    this.records++;
  }

  /** The defense that an adversary is made against. A record may leave it out where there is no doubt. */
  #targetOf(record: EvaluationRecord): string | undefined {
    const { knowledge, attack, defense, target } = record;
    if (knowledge !== 'adaptive' && knowledge !== 'gray-box') return undefined;
    if (target !== undefined) return target;
    if (defense !== none) return defense;
    const targets = this.#targets.get(attack) ?? [];
    if (targets.length === 1) return targets[0];
    throw contradiction('the target of an attack that knows the defense', 'none', record);
  }

  #conditionOf(record: EvaluationRecord): ConditionData {
    const target = this.#targetOf(record);
    const last = this.#last;
    if (
      last !== undefined &&
      last.record.model === record.model &&
      last.record.attack === record.attack &&
      last.record.epsilon === record.epsilon &&
      last.target === target &&
      last.record.knowledge === record.knowledge &&
      last.record.measure === record.measure
    ) {
      return last.data;
    }
    const data = this.#findOrMake(record, target);
    this.#last = { record, target, data };
    return data;
  }

  #findOrMake(record: EvaluationRecord, target: string | undefined): ConditionData {
    const { model, attack, knowledge, measure, epsilon } = record;
    const condition: Condition = {
      model,
      attack,
      knowledge,
      measure,
      epsilon,
      ...(target !== undefined && { target }),
    };
    const key = JSON.stringify([model, attack, knowledge, measure, epsilon, target]);
    const known = this.conditions.get(key);
    if (known !== undefined) return known;
    let pictures = this.models.get(model);
    if (pictures === undefined) {
      pictures = new ModelData();
      this.models.set(model, pictures);
    }
    const data = new ConditionData(condition, pictures);
    this.conditions.set(key, data);
    return data;
  }
}
