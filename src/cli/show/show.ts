import { colourChannels, type FullImage } from '../../core/image.js';
import { resize } from '../../core/resize.js';
import type { DefenseReport } from '../../defenses/defend.js';
import { copyColours, dimmed } from '../../report/copies.js';
import { Canvas, type Colour } from './canvas.js';
import { glyphWidth, textWidth } from './font.js';
import type { Marks } from './marks.js';

/** How many samples were moved, and in what form. */
type Moved = Pick<DefenseReport, 'copies' | 'algorithm'>;

/** What a shown picture is made of. */
export interface ShowParts {
  /** The picture that was defended, after it was resized. */
  readonly before: FullImage;
  readonly after: FullImage;
  readonly marks: Marks;
  readonly report: Moved;
  readonly psnr: number | undefined;
  readonly ssim: number | undefined;
}

const background: Colour = [22, 24, 29];
const heading: Colour = [236, 238, 242];
const detail: Colour = [150, 156, 168];
/** Small pictures are enlarged by whole steps to about this side, large ones reduced to `largest`. */
const usual = 448;
const largest = 1024;
const gap = 16;
const textScale = 2;
const lineHeight = 22;
const labelHeight = 2 * lineHeight + 6;

/** The picture as RGB on the background, at the size of a panel. */
function panel(image: FullImage, scale: number, width: number, height: number): FullImage<Uint8Array> {
  const { channels, data } = image;
  const colours = colourChannels(image);
  const rgb = new Uint8Array(image.width * image.height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += channels) {
    const alpha = channels === 4 ? data[from + 3] / 255 : 1;
    for (let c = 0; c < 3; c++) {
      rgb[to++] = Math.round(data[from + (colours === 1 ? 0 : c)] * alpha + background[c] * (1 - alpha));
    }
  }
  const flat = { width: image.width, height: image.height, channels: 3 as const, data: rgb };
  return scale > 1 ? enlarge(flat, scale) : resize(flat, width, height);
}

/** Each pixel as a square, so that single pixels can be seen. */
function enlarge(image: FullImage<Uint8Array>, scale: number): FullImage<Uint8Array> {
  const width = image.width * scale;
  const height = image.height * scale;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    const row = Math.floor(y / scale) * image.width;
    for (let x = 0; x < width; x++) {
      const from = (row + Math.floor(x / scale)) * 3;
      for (let c = 0; c < 3; c++) data[to++] = image.data[from + c];
    }
  }
  return { width, height, channels: 3, data };
}

/** The largest power of two up to 128 that keeps 99 of 100 differences within 255. */
function chooseGain(before: FullImage, after: FullImage): number {
  const counts = new Float64Array(256);
  for (let i = 0; i < before.data.length; i++) counts[Math.round(Math.abs(after.data[i] - before.data[i]))]++;
  let rest = before.data.length / 100;
  let difference = 255;
  while (difference > 1 && rest >= counts[difference]) rest -= counts[difference--];
  let gain = 1;
  while (gain < 128 && 2 * gain * difference <= 255) gain *= 2;
  return gain;
}

/** |after - before| × gain, on black. */
function difference(before: FullImage, after: FullImage, gain: number): FullImage<Uint8Array> {
  const { channels } = before;
  const data = Uint8Array.from(before.data, (value, i) => {
    if (channels === 4 && i % 4 === 3) return 255;
    return Math.min(255, Math.abs(after.data[i] - value) * gain);
  });
  return { ...before, data };
}

function drawMarks(canvas: Canvas, marks: Marks, gray: boolean, left: number, top: number, scale: number): void {
  // A single dot is hard to see, unless there are very many of them, as in a picture that was reduced.
  const side = scale === 1 ? 2 : Math.max(1, scale);
  const right = left + Math.round(marks.width * scale);
  const bottom = top + Math.round(marks.height * scale);
  for (let i = 0; i < marks.data.length; i++) {
    if (marks.data[i] === 0) continue;
    const x = left + Math.floor((i % marks.width) * scale);
    const y = top + Math.floor(Math.floor(i / marks.width) * scale);
    canvas.fill(x, y, Math.min(side, right - x), Math.min(side, bottom - y), copyColours[gray ? 7 : marks.data[i]]);
  }
}

/** `PSNR 31.42 dB · SSIM 0.913`. */
function quality({ psnr, ssim }: ShowParts): string {
  if (psnr === undefined || ssim === undefined) return '';
  return Number.isFinite(psnr) ? `PSNR ${psnr.toFixed(2)} dB · SSIM ${ssim.toFixed(3)}` : 'equal to before';
}

/** Pieces of a line of text, each in its colour. */
type Spans = readonly (readonly [text: string, colour: Colour])[];

function plain(text: string): Spans {
  return [[text, detail]];
}

/** How many samples were moved, and what the colours of the marks mean. */
function moved({ copies, algorithm }: Moved, { channels }: FullImage): Spans {
  if (algorithm === 'joint' || channels === 1) return plain(`${copies} samples`);
  const names = ['red', 'green', 'blue'].map((name, i) => [` ${name}`, copyColours[1 << i]] as const);
  return [[`${copies} samples:`, detail], ...names];
}

function spansWidth(spans: Spans): number {
  return textWidth(spans.map(([text]) => text).join('')) * textScale;
}

function drawSpans(canvas: Canvas, spans: Spans, left: number, top: number): void {
  let before = '';
  for (const [text, colour] of spans) {
    const shift = before === '' ? 0 : (textWidth(`${before} `) - glyphWidth) * textScale;
    canvas.text(text, left + shift, top, textScale, colour);
    before += text;
  }
}

/**
 * One picture that shows what a defense did: before, after, their difference enlarged (by a factor that is written on
 * it), and the samples that were moved, in the colour of their channel.
 */
export function drawShow(parts: ShowParts): FullImage<Uint8Array> {
  const { before, after, marks, report } = parts;
  const longer = Math.max(before.width, before.height);
  const scale = longer > largest ? largest / longer : Math.max(1, Math.round(usual / longer));
  const width = Math.max(1, Math.round(before.width * scale));
  const height = Math.max(1, Math.round(before.height * scale));
  const gain = chooseGain(before, after);
  const panels = [
    { title: 'Before', text: plain(`${before.width} × ${before.height}`), image: before },
    { title: 'After', text: plain(quality(parts)), image: after },
    { title: `Difference ×${gain}`, text: plain('of after and before'), image: difference(before, after, gain) },
    { title: 'Deflected', text: moved(report, before), image: before },
  ];
  const cell = Math.max(width, ...panels.map(({ text }) => spansWidth(text)));
  // Tall pictures side by side, others two by two.
  const columns = height > 1.4 * cell ? 4 : 2;
  const rows = panels.length / columns;
  const canvas = new Canvas(gap + columns * (cell + gap), gap + rows * (labelHeight + height + gap), background);
  for (const [i, { title, text, image }] of panels.entries()) {
    const left = gap + (i % columns) * (cell + gap);
    const top = gap + Math.floor(i / columns) * (labelHeight + height + gap);
    canvas.text(title, left, top, textScale, heading);
    drawSpans(canvas, text, left, top + lineHeight);
    const drawn = panel(image, scale, width, height);
    const last = i === panels.length - 1;
    canvas.draw(last ? dimmed(drawn) : drawn, left, top + labelHeight);
    if (last) drawMarks(canvas, marks, before.channels === 1, left, top + labelHeight, scale);
  }
  return canvas.image;
}
