// Words of the pipeline, apart from its code: what checks flags and files needs no model runtime.

/** Where the map of a defended classification comes from. */
export const mapKinds = ['r-cam', 'cam', 'grad-cam', 'center', 'none'] as const;
export type MapKind = (typeof mapKinds)[number];

/** How the draws of an ensemble are joined by `classify`. */
export const votes = ['majority', 'mean'] as const;
export type Vote = (typeof votes)[number];
