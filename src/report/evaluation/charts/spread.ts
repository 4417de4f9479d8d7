/**
 * Places for labels that stand beside each other without overlap, each as near to where it belongs as its neighbours let
 * it, in the order of their places.
 * @param wanted any order
 * @param gap least distance of two labels
 * @param low lowest place
 * @param high highest place
 * @returns in the order of `wanted`
 */
export function spread(wanted: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, i) => i).toSorted((a, b) => wanted[a] - wanted[b] || a - b);
  const step = Math.min(gap, wanted.length > 1 ? (high - low) / (wanted.length - 1) : gap);
  // Groups of labels that touch stand around the mean of where they belong.
  const groups: { members: number[]; start: number }[] = [];
  const place = (members: number[]) => {
    const mean = members.reduce((sum, i) => sum + wanted[i], 0) / members.length;
    const room = (members.length - 1) * step;
    return { members, start: Math.min(Math.max(mean - room / 2, low), high - room) };
  };
  for (const i of order) {
    let group = place([i]);
    for (let last = groups.at(-1); last !== undefined; last = groups.at(-1)) {
      if (last.start + last.members.length * step <= group.start + 1e-9) break;
      groups.pop();
      group = place([...last.members, ...group.members]);
    }
    groups.push(group);
  }
  const places = Array.from(wanted, () => 0);
  for (const { members, start } of groups) for (const [k, i] of members.entries()) places[i] = start + k * step;
  return places;
}
