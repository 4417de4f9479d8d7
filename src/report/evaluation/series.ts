/** How a defense is drawn: nothing is told by its colour alone. */
export interface SeriesStyle {
  /** A colour of the page's style, as CSS. */
  readonly colour: string;
  /** Of a point: one of Plot's symbols. */
  readonly symbol: string;
  /** Of a line: lengths of dashes and gaps. */
  readonly dash: string;
}

const symbols = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'wye', 'times', 'asterisk', 'plus'];
const dashes = ['none', '9 3', '2 3', '9 3 2 3', '5 2'];

/** Colours of defenses besides `none`, which has that of the text: `--series-1` and so on. */
export const seriesColours = 9;

/** A style for each defense, by its place; `none` is gray and dashed. */
export function seriesStyles(defenses: readonly string[]): Map<string, SeriesStyle> {
  let next = 0;
  return new Map(
    defenses.map((name) => {
      if (name === 'none') return [name, { colour: 'var(--series-0)', symbol: 'circle', dash: '3 4' }];
      const place = next++;
      const colour = `var(--series-${(place % seriesColours) + 1})`;
      return [name, { colour, symbol: symbols[(place + 1) % symbols.length], dash: dashes[place % dashes.length] }];
    }),
  );
}
