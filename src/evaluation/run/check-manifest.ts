import type { Manifest } from './manifest.js';
import { areUnreadable } from './result-file.js';
import { count, list, object, type Shape, text } from './shapes.js';

const or =
  (shape: Shape, other: unknown): Shape =>
  (value) =>
    value === other || shape(value);
const boolean: Shape = (value) => typeof value === 'boolean';
const number: Shape = (value) => typeof value === 'number';

const attack = object({
  name: text,
  method: text,
  knowledge: text,
  measure: text,
  sizes: list(or(number, null)),
  options: object(),
  source: or(text, undefined),
  against: or(list(text), undefined),
});

const defense = object({
  name: text,
  chain: list(object({ transform: text, options: object() })),
  map: text,
  ensemble: count,
  vote: text,
});

const plan = object({
  name: text,
  seed: (value) => text(value) && /^-?\d+$/.test(value as string),
  repeats: count,
  data: object({ path: text }),
  models: list(object({ name: text, source: text })),
  attacks: list(attack),
  defenses: list(defense),
  localisation: boolean,
});

const manifest = object({
  plan,
  command: list(text),
  version: text,
  code: text,
  models: list(object({ name: text, sha256: text, card: object(), width: count, height: count, classes: count })),
  data: object({ kind: text, sha256: text, found: count, drawn: or(count, undefined) }),
  images: list(object({ id: text, sha256: text, labels: list(or(count, null)) })),
  unreadable: areUnreadable,
  machine: object({ cpu: text, cores: count, platform: text, arch: text, node: text, onnxruntime: text }),
  shardSize: (value) => count(value) && value !== 0,
  adversaries: boolean,
  started: text,
});

/** Whether all names that parts of a manifest have for each other are there. */
function fits({ plan: { attacks, defenses, models: planned }, models, images }: Manifest): boolean {
  const [judged, defended] = [models, defenses].map((all) => new Set(all.map(({ name }) => name)));
  return (
    planned.length === models.length &&
    images.every(({ labels }) => labels.length === models.length) &&
    attacks.every(({ source, against = [] }) => {
      return (source === undefined || judged.has(source)) && against.every((name) => defended.has(name));
    })
  );
}

/**
 * Whether what a file holds is a whole manifest. What the plan and the cards say in detail is not looked at: that is checked
 * where it is used.
 */
export function isManifest(value: unknown): value is Manifest {
  return manifest(value) && fits(value as Manifest);
}
