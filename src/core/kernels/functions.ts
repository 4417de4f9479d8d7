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
    factor: number,
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
    factor: number,
    thresholds: number,
    hard: boolean,
    clips: number,
  ): void;
  readColours(
    from: number,
    bytes: boolean,
    channels: number,
    width: number,
    rows: number,
    matrix: number,
    to: number,
    pitch: number,
    plane: number,
    limits: number,
  ): void;
  writeColours(
    to: number,
    bytes: boolean,
    channels: number,
    width: number,
    rows: number,
    matrix: number,
    from: number,
    pitch: number,
    plane: number,
    clips: number,
  ): void;
  analyse(
    from: number,
    stride: number,
    width: number,
    height: number,
    filters: number,
    length: number,
    spare: number,
    to: number,
    band: number,
    plane: number,
    squares: number,
  ): void;
  shrinkRow(row: number, count: number, threshold: number, hard: boolean): void;
  synthesise(
    from: number,
    band: number,
    plane: number,
    taps: number,
    half: number,
    spare: number,
    to: number,
    stride: number,
    width: number,
    height: number,
  ): void;
  analyseByRotations(
    from: number,
    stride: number,
    width: number,
    height: number,
    turns: number,
    rotations: number,
    factor: number,
    spare: number,
    to: number,
    band: number,
    plane: number,
    squares: number,
  ): void;
  synthesiseByRotations(
    from: number,
    band: number,
    plane: number,
    thresholds: number,
    hard: boolean,
    turns: number,
    rotations: number,
    factor: number,
    spare: number,
    to: number,
    stride: number,
    width: number,
    height: number,
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
  medianPlane(from: number, pitch: number, width: number, height: number, size: number, to: number): void;
  floatRow(from: number, bytes: boolean, count: number, to: number): void;
  premultiply(row: number, count: number): void;
  resizeRow(
    from: number,
    channels: number,
    starts: number,
    counts: number,
    weights: number,
    reach: number,
    width: number,
    to: number,
  ): void;
  resizeColumn(
    ring: number,
    stride: number,
    places: number,
    start: number,
    taps: number,
    weights: number,
    count: number,
    alpha: boolean,
    bytes: boolean,
    to: number,
  ): void;
  localMoments(
    plane: number,
    pitch: number,
    width: number,
    height: number,
    size: number,
    spare: number,
    line: number,
    mean: number,
    variance: number,
  ): number;
  wienerRows(samples: number, mean: number, variance: number, count: number, power: number): void;
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
  bilateralRowDouble(
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
