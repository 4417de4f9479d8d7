import { integer, knownOptions, wrongType } from '../core/checks.js';
import { checkImage, copyAlpha, type FullImage, type Image, type OutOption } from '../core/image.js';
import { type PixelData, prepareOut } from '../core/image.js';
import { randomOr, type RandomSource } from '../core/random.js';
import { type Edge, minimumCut, Side } from './minimum-cut.js';
import { patchIndex } from './patch-index.js';
import { checkPatches, copyPatch, type PatchDatabase, rgbBytes } from './patches.js';

export interface QuiltOptions extends OutOption {
  /** What the picture is built of; its samples must not be changed afterwards, since their index is kept. */
  patches: PatchDatabase;
  /** Pixels that neighbouring patches share, 0 to `patchSize` - 1. Default half the patch size, rounded down. */
  overlap?: number;
  /** Of how many nearest patches one is picked at random, 1 up to all patches. Default 1. */
  neighbors?: number;
  /** Source of randomness. Default: {@link createRandom} with a fresh seed. */
  random?: RandomSource;
}

/** Where patches begin along a side: every `step` pixels, the last one aligned with the end. */
function positions(length: number, size: number, step: number): number[] {
  const result: number[] = [];
  for (let at = 0; at < length - size; at += step) result.push(at);
  return [...result, length - size];
}

/** A patch about to be laid over a canvas of three bytes a pixel, covered above and to the left. */
interface Stitch {
  readonly canvas: Uint8Array;
  readonly width: number;
  readonly left: number;
  readonly top: number;
  readonly size: number;
  /** Columns and rows of the patch that lie on earlier patches. */
  readonly coveredColumns: number;
  readonly coveredRows: number;
  readonly patch: Uint8Array;
}

/**
 * Which pixels of the patch are laid down: those that a minimum cut through the overlap leaves on its side (V. Kwatra et
 * al., "Graphcut Textures", SIGGRAPH 2003). Cutting between two pixels costs the jump that is then seen there, the sum of
 * absolute differences over the channels, as in `adversarial/lib/transformations/quilting.cpp`.
 */
function seam({ canvas, width, left, top, size, coveredColumns, coveredRows, patch }: Stitch): Uint8Array {
  const terminals = new Uint8Array(size * size);
  const edges: Edge[] = [];
  for (let y = 0, node = 0; y < size; y++) {
    for (let x = 0; x < size; x++, node++) {
      if (y >= coveredRows && x >= coveredColumns) {
        terminals[node] = Side.sink;
        continue;
      }
      const outermost = (y === 0 && coveredRows > 0) || (x === 0 && coveredColumns > 0);
      terminals[node] = outermost ? Side.source : Side.free;
      const here = ((top + y) * width + left + x) * 3;
      const link = (to: number): void => {
        let jump = 0;
        for (let c = 0; c < 3; c++) jump += Math.abs(patch[to * 3 + c] - canvas[here + c]);
        edges.push({ from: node, to, capacity: jump });
      };
      if (x > 0) link(node - 1);
      if (x < size - 1) link(node + 1);
      if (y > 0) link(node - size);
      if (y < size - 1) link(node + size);
    }
  }
  return minimumCut(terminals, edges);
}

function lay(stitch: Stitch): void {
  const { canvas, width, left, top, size, coveredColumns, coveredRows, patch } = stitch;
  const keep = coveredColumns > 0 || coveredRows > 0 ? seam(stitch) : undefined;
  for (let y = 0, node = 0; y < size; y++) {
    for (let x = 0; x < size; x++, node++) {
      if (keep?.[node] === 1) continue;
      const to = ((top + y) * width + left + x) * 3;
      for (let c = 0; c < 3; c++) canvas[to + c] = patch[node * 3 + c];
    }
  }
}

/**
 * Builds a picture anew out of patches of other (clean) pictures: image quilting, C. Guo, M. Rana, M. Cissé and
 * L. van der Maaten, "Countering Adversarial Images Using Input Transformations", ICLR 2018, after A. Efros and
 * W. Freeman, SIGGRAPH 2001. On a grid of overlapping squares each is replaced by the nearest patch (Euclidean distance
 * of the samples; the search is exact), stitched to those before it along a minimum cut.
 *
 * Patch size 5, overlap half of it and the nearest neighbour are the defaults of `adversarial/lib/constants.py`,
 * `defenses.py` and `opts.py` beside it in facebookresearch/adversarial_image_defenses (the paper picks one of ten). It
 * differs from `adversarial/lib/transformations/quilting.cpp` in three places:
 * - the last row and column of patches are aligned with the border; there they are left out, and a strip stays black;
 * - the first row and column of an overlap are tied to the patches already laid; there nothing is, so that the cheapest
 *   cut is the empty one and each patch covers the overlap whole;
 * - the search is exact, not by product quantisation.
 *
 * Draws one number from `random` for each patch, row by row (none with one neighbour).
 *
 * Takes 1, 3 or 4 channels of any sample type, at least `patchSize` pixels wide and high. Patches hold bytes: floats are
 * rounded first. A gray picture is matched as colour, and its result is the mean of the channels. Alpha passes through.
 * @throws TypeError or RangeError for options out of range, a database whose parts do not fit, or a picture too small
 */
export function quiltImage<T extends PixelData>(image: Image<T>, options: QuiltOptions): FullImage<T> {
  if (typeof options !== 'object' || options === null) throw wrongType('options with patches', 'quiltImage', options);
  knownOptions(options, 'quiltImage', ['patches', 'overlap', 'neighbors', 'random', 'out']);
  const patches = checkPatches(options.patches);
  const size = patches.patchSize;
  const input = checkImage(image, 'image', size);
  const overlap = integer(options.overlap ?? Math.floor(size / 2), 'overlap', 0, size - 1);
  const neighbors = integer(options.neighbors ?? 1, 'neighbors', 1, patches.count);
  const random = randomOr(options.random);
  const result = prepareOut(input, options.out);

  const { width, height } = input;
  const rgb = rgbBytes(input);
  const canvas = new Uint8Array(rgb.length);
  const index = patchIndex(patches);
  const length = size * size * 3;
  const query = new Uint8Array(length);
  const columns = positions(width, size, size - overlap);
  const rows = positions(height, size, size - overlap);
  for (const [row, top] of rows.entries()) {
    for (const [column, left] of columns.entries()) {
      copyPatch(rgb, width, left, top, size, query, 0);
      const found = index.nearest(query, neighbors);
      const chosen = found[neighbors === 1 ? 0 : random.randint(0, neighbors - 1)];
      const patch = patches.data.subarray(chosen * length, (chosen + 1) * length);
      const coveredColumns = column === 0 ? 0 : columns[column - 1] + size - left;
      const coveredRows = row === 0 ? 0 : rows[row - 1] + size - top;
      lay({ canvas, width, left, top, size, coveredColumns, coveredRows, patch });
    }
  }
  store(canvas, result);
  copyAlpha(input, result);
  return result;
}

function store(canvas: Uint8Array, { data, channels }: FullImage): void {
  for (let from = 0, to = 0; from < canvas.length; from += 3, to += channels) {
    if (channels === 1) data[to] = Math.round((canvas[from] + canvas[from + 1] + canvas[from + 2]) / 3);
    else for (let c = 0; c < 3; c++) data[to + c] = canvas[from + c];
  }
}
