/** How often a property is tried: the short form in `npm test`, ten times as often in `npm run test:full`. */
export function runs(short: number): number {
  return process.env.FULL === '1' ? 10 * short : short;
}
