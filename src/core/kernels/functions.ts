/**
 * What the binary exports; the sources in `assembly/` say what each argument is. Places are bytes from the beginning of its
 * memory, and 0 is none.
 */
export interface KernelFunctions {
  readonly memory: WebAssembly.Memory;
  unpackRows(
    from: number,
    bytes: boolean,
    channels: number,
    width: number,
    rows: number,
    to: number,
    pitch: number,
    plane: number,
  ): number;
  packRows(
    to: number,
    bytes: boolean,
    channels: number,
    width: number,
    rows: number,
    from: number,
    pitch: number,
    plane: number,
  ): void;
  widenRows(from: number, count: number, to: number): void;
  deflect(
    state: number,
    width: number,
    height: number,
    channels: number,
    places: number,
    samples: number,
    window: number,
    keep: number,
    bias: number,
    drawsUniform: boolean,
    perCopy: boolean,
    to: number,
    room: number,
  ): number;
  haarForward(
    from: number,
    bytes: boolean,
    channels: number,
    width: number,
    rows: number,
    matrix: number,
    pair: number,
    pitch: number,
    to: number,
    limits: number,
    squares: number,
  ): void;
  haarNext(
    from: number,
    stride: number,
    width: number,
    height: number,
    to: number,
    band: number,
    squares: number,
  ): void;
  haarBack(
    from: number,
    band: number,
    width: number,
    height: number,
    thresholds: number,
    hard: boolean,
    to: number,
    stride: number,
    spare: number,
  ): void;
  haarBackward(
    to: number,
    bytes: boolean,
    channels: number,
    width: number,
    rows: number,
    matrix: number,
    pair: number,
    pitch: number,
    from: number,
    thresholds: number,
    hard: boolean,
    clips: number,
  ): void;
  totalVariationSweep(
    plane: number,
    width: number,
    height: number,
    pitch: number,
    lambda: number,
    down: number,
    right: number,
    denoised: number,
    zeros: number,
  ): number;
  bilateralRow(
    from: number,
    pitch: number,
    plane: number,
    colours: number,
    width: number,
    size: number,
    spatial: number,
    likeness: number,
    last: number,
    scale: number,
    to: number,
    toPitch: number,
  ): void;
  meanRow(sums: number, sumPlane: number, own: number, plane: number, colours: number, width: number): void;
  nonLocalMeans(
    padded: number,
    doubles: number,
    pitch: number,
    plane: number,
    colours: number,
    width: number,
    height: number,
    dy: number,
    patchSize: number,
    patchDistance: number,
    steps: number,
    noise: number,
    rows: number,
    rowBytes: number,
    lines: number,
    weights: number,
    weightBytes: number,
    sums: number,
    sumPitch: number,
    sumPlane: number,
  ): void;
}
