export { deflect } from './deflect';
export { haarBack, haarBackward, haarForward, haarNext } from './haar-chain';
export { totalVariationSweep } from './total-variation';
export { bilateralRow } from './bilateral';
export { meanRow, nonLocalMeans } from './non-local-means';
export { packRows, unpackRows, widenRows } from './rows';
