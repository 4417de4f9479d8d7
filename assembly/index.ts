// What the binary exports; src/core/kernels/functions.ts has the same list for TypeScript.
export { deflect } from './deflect';
export { analyse } from './analyse';
export { synthesise } from './synthesise';
export { analyseByRotations, synthesiseByRotations } from './lattice';
export { shrinkRow } from './haar';
export { haarBack, haarBackward, haarForward, haarNext } from './haar-chain';
export { totalVariationSweep } from './total-variation';
export { bilateralRow } from './bilateral';
export { bilateralRowDouble } from './bilateral-double';
export { meanRow, nonLocalMeans } from './non-local-means';
export { localMoments, wienerRows } from './wiener';
export { medianPlane } from './median';
export { floatRow, premultiply, resizeColumn, resizeRow } from './resize';
export { readColours, writeColours } from './planes';
export { packRows, unpackRows, widenRows } from './rows';
