import { lengthOf } from '../runner/directions.js';
import type { Goal } from '../runner/steps.js';
import { pattern } from './patterns.js';
import { type RandomSearch, randomSign, randomWindow, type Window } from './search.js';

/** Perturbations of one picture, [height × width × 3]. */
function perturbations({ clean }: Goal) {
  const { width } = clean;
  /** Calls back for every pixel of a window with the place of its sample in channel `c` and its place in the window. */
  const each = ({ x, y, side }: Window, c: number, visit: (place: number, own: number) => void) => {
    for (let row = 0; row < side; row++) {
      let place = ((y + row) * width + x) * 3 + c;
      for (let column = 0; column < side; column++, place += 3) visit(place, row * side + column);
    }
  };
  const squaresOf = (delta: Float32Array, window: Window, c: number) => {
    let squares = 0;
    each(window, c, (place) => (squares += delta[place] ** 2));
    return squares;
  };
  return { each, squaresOf };
}

/** The part that two windows share; it may be empty. */
function overlap(a: Window, b: Window): { x: number; y: number; columns: number; rows: number } {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    columns: Math.max(0, Math.min(a.x, b.x) + a.side - x),
    rows: Math.max(0, Math.min(a.y, b.y) + a.side - y),
  };
}

/** η(side), as it is or turned, by a draw: the value at a place of the window. */
function drawnPattern(random: Goal['random'], side: number): (own: number) => number {
  const values = pattern(side);
  if (random.randint(0, 1) === 0) return (own) => values[own];
  return (own) => values[(own % side) * side + Math.floor(own / side)];
}

/** The L2 search: the length of a window's perturbation goes to another, which gets a pattern more. */
export function l2Search(goal: Goal): RandomSearch {
  const { clean, epsilon, random } = goal;
  const { width, height, data } = clean;
  const { each, squaresOf } = perturbations(goal);
  /** clean + ε δ / ‖δ‖, in place of δ. */
  const atEdge = (delta: Float32Array) => {
    const length = lengthOf(delta);
    const scale = length === 0 ? 0 : epsilon / length;
    for (let i = 0; i < delta.length; i++) delta[i] = data[i] + scale * delta[i];
    return delta;
  };
  return {
    // A grid of patterns, five to the shorter side.
    start: () => {
      const delta = new Float32Array(data.length);
      const side = Math.max(1, Math.floor(Math.min(width, height) / 5));
      const top = Math.floor((height % side) / 2);
      const left = Math.floor((width % side) / 2);
      for (let y = top; y + side <= height; y += side) {
        for (let x = left; x + side <= width; x += side) {
          const eta = drawnPattern(random, side);
          for (let c = 0; c < 3; c++) {
            const sign = randomSign(random);
            each({ x, y, side }, c, (place, own) => (delta[place] = sign * eta(own)));
          }
        }
      }
      return atEdge(delta);
    },
    candidate: (best, share) => {
      // Odd and at least 3, where the picture allows it.
      const wanted = Math.max(Math.round(Math.sqrt(share * width * height)), 3);
      const side = Math.min(wanted % 2 === 0 ? wanted + 1 : wanted, width, height);
      const to = randomWindow(random, width, height, side);
      const from = randomWindow(random, width, height, side);
      const eta = drawnPattern(random, side);
      const delta = new Float32Array(data.length);
      for (let i = 0; i < delta.length; i++) delta[i] = best[i] - data[i];
      // What the box took off the length is spent here.
      const spare = Math.max(0, epsilon ** 2 - lengthOf(delta) ** 2) / 3;
      const both = overlap(to, from);
      const fresh = new Float64Array(side * side);
      for (let c = 0; c < 3; c++) {
        const sign = randomSign(random);
        const inTo = squaresOf(delta, to, c);
        let common = 0;
        for (let y = both.y; y < both.y + both.rows; y++) {
          for (let x = both.x; x < both.x + both.columns; x++) common += delta[(y * width + x) * 3 + c] ** 2;
        }
        const length = Math.sqrt(spare + inTo + squaresOf(delta, from, c) - common);
        const old = 1 / (1e-12 + Math.sqrt(inTo));
        let squares = 0;
        each(to, c, (place, own) => {
          fresh[own] = sign * eta(own) + old * delta[place];
          squares += fresh[own] ** 2;
        });
        const scale = length / (1e-12 + Math.sqrt(squares));
        each(from, c, (place) => (delta[place] = 0));
        each(to, c, (place, own) => (delta[place] = scale * fresh[own]));
      }
      return atEdge(delta);
    },
  };
}
