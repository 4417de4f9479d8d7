import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoryRecord } from '../../src/evaluation/story/index.js';
import { type Run, run } from './built.js';
import { paintPicture, writeColourModel } from './colour-model.js';
import { temporaryFolder } from './picture-files.js';

// What the tests of `pixel-deflection demo` have in common: the colour model, whose classes lie far apart, so that an
// attack needs a large ε.

/** A folder with the colour model and pictures: right, of no known class, wrong from the start. */
export async function demoFolder(card?: object): Promise<string> {
  const folder = temporaryFolder();
  writeColourModel(folder, 'colours', card);
  const pictures = {
    'c1_fire.png': ['red', 'gray'],
    'photo.png': ['green', 'yellow'],
    'c2_wrong.png': ['blue', 'gray'],
  };
  await Promise.all(
    Object.entries(pictures).map(([name, [middle, border]]) => paintPicture(join(folder, name), middle, border)),
  );
  return folder;
}

/** Runs the demo in a folder, with few draws of a known seed. */
export function demo(folder: string, ...args: readonly string[]): Promise<Run> {
  return run(['demo', '--model', 'colours.onnx', '--seed', '1', '--draws', '4', ...args], folder);
}

/** The record that a run left in a folder. */
export function recordIn(...path: string[]): StoryRecord {
  return JSON.parse(readFileSync(join(...path, 'story.json'), 'utf8')) as StoryRecord;
}
