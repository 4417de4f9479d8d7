import type { EvaluationRecord, MadeFacts } from '../../evaluation/records/record.js';

/** What a column holds; null where a record has nothing there. */
export type ColumnType = 'text' | 'whole' | 'number' | 'yes-no';
export type ColumnValue = string | number | boolean | null;

/** A column of an exported table of records. */
export interface RecordColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly of: (record: EvaluationRecord) => ColumnValue;
}

function own(type: ColumnType, names: readonly Exclude<keyof EvaluationRecord, 'made'>[]): RecordColumn[] {
  return names.map((name) => ({ name, type, of: (record) => record[name] ?? null }));
}

function made(type: ColumnType, name: string, of: (facts: MadeFacts) => ColumnValue | undefined): RecordColumn {
  return { name: `made_${name}`, type, of: ({ made: facts }) => (facts === undefined ? null : (of(facts) ?? null)) };
}

/** The columns of an export, always all of them and in this order; what is known of adversaries stands in `made_…`. */
export const recordColumns: readonly RecordColumn[] = [
  ...own('whole', ['schema']),
  ...own('text', ['image', 'model', 'attack', 'knowledge', 'measure']),
  ...own('number', ['epsilon']),
  ...own('text', ['target', 'defense']),
  ...own('whole', ['draw', 'label', 'before', 'prediction']),
  ...own('number', ['confidence', 'truth', 'linf', 'l2', 'relativeL2']),
  made('yes-no', 'success', ({ success }) => success),
  made('yes-no', 'successAfterRounding', ({ successAfterRounding }) => successAfterRounding),
  made('whole', 'iterations', ({ iterations }) => iterations),
  made('whole', 'queries', ({ queries }) => queries),
  made('whole', 'gradients', ({ gradients }) => gradients),
  made('whole', 'zeroGradients', ({ zeroGradients }) => zeroGradients),
  made('number', 'psnr', ({ psnr }) => psnr),
  made('number', 'ssim', ({ ssim }) => ssim),
  made('number', 'object_x', ({ object }) => object?.x),
  made('number', 'object_y', ({ object }) => object?.y),
  made('number', 'perturbation_x', ({ perturbation }) => perturbation?.x),
  made('number', 'perturbation_y', ({ perturbation }) => perturbation?.y),
  made('number', 'correlation', ({ correlation }) => correlation),
];
