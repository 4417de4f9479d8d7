import { notebook } from './notebook.js';
import { paperTable3, paperTable4 } from './paper-tables.js';
import type { PlanPreset } from './preset.js';
import { ablation, adaptive, localisation, sweep } from './studies.js';

/** All presets, in the order of lists. */
export const planPresets: readonly PlanPreset[] = [
  notebook,
  paperTable3,
  paperTable4,
  ablation,
  sweep,
  localisation,
  adaptive,
];

/** The names of the presets. */
export const planNames: readonly string[] = planPresets.map(({ name }) => name);
