import { PdBands } from './bands-view.js';
import { PdBars } from './bars.js';
import { PdChoice } from './choice.js';
import { PdCompare } from './compare.js';
import { PdDeflections } from './deflections.js';
import { PdDensity } from './density.js';
import { PdDifference } from './difference-picture.js';
import { PdExplanation } from './explanation.js';
import { PdHistogram } from './histogram.js';
import { PdLines } from './lines.js';
import { PdLoupe } from './loupe.js';
import { PdMap } from './map-picture.js';
import { PdMessage } from './message.js';
import { PdNumber } from './number-field.js';
import { PdPicture } from './picture.js';
import { PdTable } from './results-table.js';
import { PdRun } from './run-button.js';
import { PdSeeds } from './seeds.js';
import { PdSlider } from './slider.js';
import { PdStatus } from './status.js';
import { PdToggle } from './toggle.js';

const elements = {
  'pd-bands': PdBands,
  'pd-bars': PdBars,
  'pd-choice': PdChoice,
  'pd-compare': PdCompare,
  'pd-deflections': PdDeflections,
  'pd-density': PdDensity,
  'pd-difference': PdDifference,
  'pd-explanation': PdExplanation,
  'pd-histogram': PdHistogram,
  'pd-lines': PdLines,
  'pd-loupe': PdLoupe,
  'pd-map': PdMap,
  'pd-message': PdMessage,
  'pd-number': PdNumber,
  'pd-picture': PdPicture,
  'pd-run': PdRun,
  'pd-seeds': PdSeeds,
  'pd-slider': PdSlider,
  'pd-status': PdStatus,
  'pd-table': PdTable,
  'pd-toggle': PdToggle,
};

/**
 * Registers all figures. A call, and no effect of the import: package.json says that modules have none, so that a bundler
 * leaves out an import that nothing is taken from.
 */
export function defineFigures(): void {
  for (const [name, element] of Object.entries(elements)) {
    if (customElements.get(name) === undefined) customElements.define(name, element);
  }
}

type Elements = { [Name in keyof typeof elements]: InstanceType<(typeof elements)[Name]> };

declare global {
  // oxlint-disable-next-line typescript/no-empty-object-type -- the elements by their names, nothing else
  interface HTMLElementTagNameMap extends Elements {}
}

export type { Cell, Column } from './csv.js';
export type { ChoiceOption } from './choice.js';
export type { HistogramSeries } from './histogram.js';
export type { LinePoint, LineSeries } from './line-series.js';
export type { NamedPicture } from './picture.js';
export type { SeedOutcome } from './seeds.js';
export type { ActivationMap, Copies, Details, Picture, Scored, Thresholds } from './types.js';
export { applyCopies } from './copies.js';
export { distancesOf } from './difference.js';
