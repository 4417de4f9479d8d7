export type { EvaluationRecord, MadeFacts, PlaceFact } from './records/record.js';
export type { AttackPlan, DataPlan, DefensePlan, Knowledge, Measure, ModelPlan, Plan } from './plan/plan.js';
export type { Manifest, ManifestImage } from './run/manifest.js';
export type {
  Condition,
  EvaluationFlag,
  LocalisationRow,
  PairedComparison,
  Rate,
  Summary,
  SummaryRow,
  WorstCase,
} from './summary/summary.js';
export { bootstrapDifference, type BootstrapOptions, type Difference } from './statistics/bootstrap.js';
export { recoveredAtClean } from './statistics/interpolate.js';
export { type McNemar, mcnemar } from './statistics/mcnemar.js';
export { paretoFront, type Tradeoff } from './statistics/pareto.js';
export { type Interval, wilson } from './statistics/wilson.js';
export { RecordsError } from './summary/errors.js';
export { attackFacts, summaryOptions } from './summary/facts.js';
export type { AttackFacts, DefenseFacts, SummaryOptions } from './summary/options.js';
export { createSummarizer, type Summarizer } from './summary/summarize.js';
export type { EvaluationFlagKind, FlagLevel } from './summary/summary.js';
export { type Engine, EngineError } from './engine/engine.js';
export { localEngine, type LocalEngineOptions } from './engine/local.js';
export { RunError } from './run/errors.js';
export { evaluate, type EvaluateOptions } from './run/evaluate.js';
export type { RunProgress, RunTotals } from './run/run-manifest.js';
export { planFromFile } from './plan/from-file.js';
export { planFromPreset } from './plan/presets/index.js';
export { planNames } from './plan/presets/list.js';
export { PlanError } from './plan/errors.js';
export { openRun, type OpenedRun, type RecordBatch } from './records/read.js';
export { tune, type TuneOptions } from './tune/tune.js';
export type { TuneResult } from './tune/result.js';
