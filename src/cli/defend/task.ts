import type { Place } from '../run/outputs.js';
import type { MapChoice } from './maps.js';

/** One picture to defend. */
export interface Task {
  readonly input: string;
  /** The name of the picture's random numbers: its place below the input folder, with slashes. */
  readonly stream: string;
  readonly result: Place;
  readonly show: Place | undefined;
  readonly map: MapChoice;
}
