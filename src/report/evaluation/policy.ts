import { createHash } from 'node:crypto';

/**
 * The policy of a page with one style: nothing is loaded from elsewhere, nothing runs, and no other style applies, not one
 * that a name in the page would bring along.
 * @param style the text between `<style>` and `</style>`, to the letter
 */
export function policyFor(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}
