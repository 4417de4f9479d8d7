import { pearson } from '../statistics/correlation.js';
import type { Collector } from './collect.js';
import type { ConditionData, Places } from './condition-data.js';
import type { Order } from './order.js';
import type { LocalisationRow } from './summary.js';

/** Places that a figure shows at most. */
const mostPlaces = 400;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function rowOf(data: ConditionData, places: Places, images: readonly string[]): LocalisationRow {
  // By name, so that neither sums nor the choice of places depend on the order of records.
  const pictures = [...places.objectX.keys()]
    .filter((image) => !Number.isNaN(places.objectX[image]))
    .toSorted((a, b) => (images[a] < images[b] ? -1 : 1));
  const of = (key: keyof Places) => pictures.map((image) => places[key][image]);
  const [objectX, objectY] = [of('objectX'), of('objectY')];
  const [perturbationX, perturbationY] = [of('perturbationX'), of('perturbationY')];
  const correlations = of('correlation').filter((value) => !Number.isNaN(value));
  // Every so many-th picture: as many as fit, spread over all names.
  const shown = Math.min(mostPlaces, pictures.length);
  return {
    ...data.condition,
    images: pictures.length,
    object: { x: mean(objectX), y: mean(objectY) },
    perturbation: { x: mean(perturbationX), y: mean(perturbationY) },
    correlationX: pearson(objectX, perturbationX),
    correlationY: pearson(objectY, perturbationY),
    meanCorrelation: correlations.length === 0 ? null : mean(correlations),
    places: Array.from({ length: shown }, (_, n) => {
      const i = Math.floor((n * pictures.length) / shown);
      return { object: [objectX[i], objectY[i]], perturbation: [perturbationX[i], perturbationY[i]] };
    }),
  };
}

/** Where perturbations lie beside where objects are, for each condition whose places were recorded. */
export function localisationRows(collector: Collector, order: Order): LocalisationRow[] {
  return [...collector.conditions.values()]
    .toSorted((a, b) => order.conditions(a.condition, b.condition))
    .flatMap((data) => (data.places === undefined ? [] : [rowOf(data, data.places, collector.images.list)]));
}
