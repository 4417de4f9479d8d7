// The page that notebook.ts writes: Markdown, with pictures beside it, and bars of letters for shares.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FullImage } from 'pixel-deflection';
import type { Classification } from 'pixel-deflection/models';
import sharp, { type Sharp } from 'sharp';

type Cell = string | number;

export interface Page {
  /** A heading, and paragraphs below it. */
  heading(title: string, ...paragraphs: readonly string[]): void;
  /**
   * Pictures of one size side by side, small ones enlarged pixel by pixel to about 224 pixels.
   * @param name of the file, without its suffix
   * @param about what is seen, for those who do not see it
   */
  figure(name: string, about: string, ...pictures: readonly FullImage[]): Promise<void>;
  /** Classes and their probabilities as bars, with words beside some, by the class's index. */
  bars(title: string, classes: readonly Classification[], marks: Readonly<Record<number, string>>): void;
  /** How values in [0,1] are spread over ten bins of the same width, the last one with its end. */
  histogram(title: string, values: ArrayLike<number>): void;
  /** A table with its columns' heads; the first cell of a row is its name, and numbers are shares, shown in per cent. */
  table(heads: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** Writes the page and gives its text. */
  save(): string;
}

const percent = (share: number) => `${(100 * share).toFixed(1).padStart(5)} %`;
const blocks = (share: number) => '█'.repeat(Math.round(24 * share)).padEnd(24, '·');
const cell = (value: Cell) => (typeof value === 'number' ? percent(value) : value);
const row = (cells: readonly Cell[]) => `| ${cells.map(cell).join(' | ')} |`;

/** Pictures beside each other, as one. */
async function sideBySide(pictures: readonly FullImage[]): Promise<Sharp> {
  const [{ width, height }] = pictures;
  const scale = Math.max(1, Math.floor(224 / width));
  const [across, down, gap] = [scale * width, scale * height, 8];
  const parts = pictures.map(async ({ data }, i) => {
    const picture = sharp(Uint8ClampedArray.from(data), { raw: { width, height, channels: 3 } });
    const input = await picture.resize(across, down, { kernel: 'nearest' }).png().toBuffer();
    return { input, left: i * (across + gap), top: 0 };
  });
  const size = { width: pictures.length * (across + gap) - gap, height: down };
  return sharp({ create: { ...size, channels: 3, background: 'white' } }).composite(await Promise.all(parts));
}

/** A page that is to be written into a folder, which is made where it is missing. */
export function createPage(folder: string, file: string): Page {
  const lines: string[] = [];
  const letters = (...text: readonly string[]) => lines.push('```text', ...text, '```', '');
  mkdirSync(folder, { recursive: true });
  return {
    heading(title, ...paragraphs) {
      lines.push(`## ${title}`, '', ...paragraphs.flatMap((paragraph) => [paragraph, '']));
    },
    async figure(name, about, ...pictures) {
      lines.push(`![${about}](${name}.png)`, '');
      await (await sideBySide(pictures)).toFile(join(folder, `${name}.png`));
    },
    bars(title, classes, marks) {
      const bar = ({ name, index, probability: share }: Classification) =>
        `${percent(share)} ${blocks(share)} ${name}${index in marks ? ` ← ${marks[index]}` : ''}`;
      letters(title, ...classes.map(bar));
    },
    histogram(title, values) {
      const bins = Array.from({ length: 10 }, () => 0);
      for (const value of Array.from(values)) bins[Math.min(9, Math.floor(10 * value))] += 1 / values.length;
      letters(title, ...bins.map((share, i) => `${(i / 10).toFixed(1)} ${percent(share)} ${blocks(share)}`));
    },
    table(heads, rows) {
      lines.push(`| ${row(heads)}`, row(['---', ...heads.map(() => '---:')]), ...rows.map(row), '');
    },
    save() {
      const text = lines.join('\n').trimEnd();
      writeFileSync(join(folder, file), `${text}\n`);
      return text;
    },
  };
}
