import { svg, type SVGTemplateResult } from 'lit';
import { copyAt, type Copy } from './copies.js';
import { type Pixels, toPixels } from './pixels.js';
import type { Copies, Picture } from './types.js';

/** The farthest that a loupe reaches from its middle. */
const farthest = 12;

/** Copies into a pixel among the first `count`, in their order. */
export function copiesInto(copies: Copies, count: number, x: number, y: number): Copy[] {
  const found: Copy[] = [];
  for (let i = 0; i < Math.min(count, copies.length / 5); i++) {
    const copy = copyAt(copies, i);
    if (copy.x === x && copy.y === y) found.push(copy);
  }
  return found;
}

/** How far a loupe must reach so that the sources of some copies are seen in it. */
export function reachFor(reach: number, copies: readonly Copy[]): number {
  const offsets = copies.map(({ x, y, fromX, fromY }) => Math.max(Math.abs(x - fromX), Math.abs(y - fromY)));
  return Math.min(farthest, Math.max(reach, ...offsets));
}

function colourAt({ width, data }: Pixels, x: number, y: number): string {
  const at = (y * width + x) * 4;
  return `rgb(${data[at]} ${data[at + 1]} ${data[at + 2]})`;
}

/** An arrow from the middle of one cell to that of another, light on dark so that it is seen on any colour. */
function arrow({ x, y, fromX, fromY }: Copy, left: number, top: number): SVGTemplateResult {
  const [x1, y1, x2, y2] = [fromX - left + 0.5, fromY - top + 0.5, x - left + 0.5, y - top + 0.5];
  return svg`<line class="halo" x1=${x1} y1=${y1} x2=${x2} y2=${y2} />
    <line class="arrow" x1=${x1} y1=${y1} x2=${x2} y2=${y2} />
    <circle class="source" cx=${x1} cy=${y1} r="0.28" />`;
}

/** What the loupe draws: pixels as squares, moved ones framed, arrows from where the middle's samples come. */
export function loupeDrawing(
  picture: Picture,
  copied: Uint16Array,
  x: number,
  y: number,
  reach: number,
  into: readonly Copy[],
): SVGTemplateResult {
  const pixels = toPixels(picture);
  const [left, top] = [x - reach, y - reach];
  const cells: SVGTemplateResult[] = [];
  for (let row = Math.max(0, top); row <= Math.min(picture.height - 1, y + reach); row++) {
    for (let column = Math.max(0, left); column <= Math.min(picture.width - 1, x + reach); column++) {
      const [cx, cy] = [column - left, row - top];
      cells.push(svg`<rect x=${cx} y=${cy} width="1.02" height="1.02" fill=${colourAt(pixels, column, row)} />`);
      if (copied[row * picture.width + column] > 0) {
        cells.push(svg`<rect class="outer" x=${cx + 0.1} y=${cy + 0.1} width="0.8" height="0.8" />
          <rect class="inner" x=${cx + 0.16} y=${cy + 0.16} width="0.68" height="0.68" />`);
      }
    }
  }
  return svg`${cells}
    <rect class="outer" x=${reach} y=${reach} width="1" height="1" />
    ${into.map((copy) => arrow(copy, left, top))}`;
}
