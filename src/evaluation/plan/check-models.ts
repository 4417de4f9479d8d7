import type { PresetName } from '../../models/index.js';
import { oneLine } from '../../core/one-line.js';
import type { DataPlan, ModelPlan } from './plan.js';
import { complain, expected, field, isFields, knownFields, type Place } from './problems.js';
import { nameText, text, whole, word } from './readers.js';

const presetNames: readonly PresetName[] = ['torchvision', 'tf', 'caffe'];

/** Where the pictures come from: a path, or `{ path, limit, part }`. */
export function checkData(place: Place): DataPlan | undefined {
  const what = 'a folder, a list or a file of pictures';
  if (typeof place.value === 'string') {
    const path = text(place, what);
    return path === undefined ? undefined : { path };
  }
  if (!isFields(place.value)) return expected(place, `${what}, or a map of path, limit and part`);
  knownFields(place, 'data', ['path', 'limit', 'part']);
  const given = field(place, 'path');
  const path = given ? text(given, what) : complain(place, `Expected path, ${what}, but received none`);
  const limited = field(place, 'limit');
  const limit = limited && whole(limited, 1, Number.MAX_SAFE_INTEGER);
  const halved = field(place, 'part');
  const part = halved && word(halved, ['tune', 'judge']);
  return path === undefined ? undefined : { path, ...(limit ? { limit } : {}), ...(part ? { part } : {}) };
}

/** The name of a classifier that was given none: that of its file. */
function usualName(source: string): string {
  const file = source.split(/[/\\]/).findLast((part) => part !== '') ?? source;
  return oneLine(file.replace(/\.onnx$/i, '')).slice(0, 100) || source.slice(0, 100);
}

/** One classifier: a name or path, or `{ source, name, card, preset }`. */
export function checkModel(place: Place): ModelPlan | undefined {
  const what = 'the name or the file of a classifier';
  if (typeof place.value === 'string') {
    const source = text(place, what);
    return source === undefined ? undefined : { name: usualName(source), source };
  }
  if (!isFields(place.value)) return expected(place, `${what}, or a map with source`);
  knownFields(place, 'a model', ['name', 'source', 'card', 'preset']);
  const given = field(place, 'source');
  const source = given ? text(given, what) : complain(place, `Expected source, ${what}, but received none`);
  const named = field(place, 'name');
  const name = named && nameText(named);
  const carded = field(place, 'card');
  const card = carded && text(carded, 'the file of a card');
  const readied = field(place, 'preset');
  const preset = readied && word(readied, presetNames);
  if (carded && readied) {
    complain(readied, 'Expected either card or preset (a card can name its preset) but received both', 'name');
  }
  for (const about of [carded, readied]) {
    if (source === 'builtin' && about)
      complain(about, 'Expected neither card nor preset for the built-in classifier, which has its own card', 'name');
  }
  if (source === undefined) return undefined;
  return { name: name ?? usualName(source), source, ...(card ? { card } : {}), ...(preset ? { preset } : {}) };
}
