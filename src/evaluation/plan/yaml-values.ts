import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from 'yaml';
import { show } from '../../core/checks.js';
import { PlanError } from './errors.js';
import type { Path } from './problems.js';
import { yamlDocument } from './yaml-document.js';

/** Values of a plan at most, those behind aliases counted each time: a few lines of aliases can stand for billions. */
const mostValues = 20_000;

/** Levels of maps and lists within each other at most. */
const deepest = 32;

/** A YAML document as plain values, and where each of them stands. */
export interface YamlValues {
  /** Maps have no prototype. */
  readonly value: unknown;
  /** Where a value begins, or its field's name; where what holds it begins, if it is not written itself. */
  offset(path: Path, at: 'name' | 'value'): number;
  /** `plan.yaml:7:5` */
  at(offset: number): string;
}

/** Where a node begins. */
function start(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

/** What is known while a document is walked through, in its order. */
interface Walk {
  /** `plan.yaml:7:5` of a node. */
  readonly at: (node: unknown) => string;
  readonly anchors: Map<string, Node>;
  /** Maps and lists that are being read. */
  readonly open: Set<Node>;
  /** Where names and values of fields begin, by their paths as JSON. */
  readonly places: Map<string, { readonly name: number; readonly value: number }>;
  readonly problems: string[];
  count: number;
}

function refuse({ at, problems }: Walk, node: unknown, message: string): undefined {
  problems.push(`${at(node)}: ${message}`);
  return undefined;
}

/** Ends the reading of what may be made to exhaust us. */
function stop({ at }: Walk, node: unknown, message: string): never {
  throw new PlanError([`${at(node)}: ${message}`]);
}

/** What an alias stands for, or the node itself. */
function resolved(walk: Walk, node: Node): Node | undefined {
  if (isAlias(node)) {
    const target = walk.anchors.get(node.source);
    if (target === undefined) return refuse(walk, node, `Expected an anchor &${node.source} before its alias`);
    if (walk.open.has(target)) stop(walk, node, 'Expected no alias inside of what it stands for but received one');
    return target;
  }
  if ('anchor' in node && node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  return node;
}

function remember(walk: Walk, path: Path, key: unknown, value: unknown): void {
  const name = start(key) ?? start(value) ?? 0;
  walk.places.set(JSON.stringify(path), { name, value: start(value) ?? name });
}

function listOf(walk: Walk, { items }: YAMLSeq, path: Path): unknown[] {
  return items.map((item, i) => {
    const inner = [...path, i];
    remember(walk, inner, item, item);
    return valueOf(walk, item, inner);
  });
}

function fieldsOf(walk: Walk, map: YAMLMap, path: Path): Record<string, unknown> {
  const fields = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || typeof key.value !== 'string') {
      refuse(walk, key ?? map, 'Expected text for the name of a field');
    } else if (Object.hasOwn(fields, key.value)) {
      refuse(walk, key, `Expected each field once but received ${show(key.value)} again`);
    } else {
      const inner = [...path, key.value];
      remember(walk, inner, key, value);
      fields[key.value] = valueOf(walk, value, inner);
    }
  }
  return fields;
}

function valueOf(walk: Walk, node: unknown, path: Path): unknown {
  if (node === null || node === undefined) return null;
  if (++walk.count > mostValues) {
    stop(walk, node, `Expected at most ${mostValues} values (each alias counts what it stands for) but received more`);
  }
  if (path.length > deepest) stop(walk, node, `Expected at most ${deepest} levels of nesting but received more`);
  const target = resolved(walk, node as Node);
  if (target === undefined) return undefined;
  if (target.tag !== undefined) refuse(walk, target, `Expected no tag but received ${show(target.tag)}`);
  if (isScalar(target)) {
    const { value } = target;
    return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  walk.open.add(target);
  const value = isSeq(target) ? listOf(walk, target, path) : isMap(target) ? fieldsOf(walk, target, path) : undefined;
  walk.open.delete(target);
  return value;
}

/**
 * Reads YAML into plain values: maps without a prototype, lists, text, numbers (integers that no number holds exactly as
 * bigints), true, false and null.
 * @param path as it was typed
 * @throws PlanError for bytes that are not UTF-8 or not one YAML document, tags, and what is too large
 */
export function yamlValues(path: string, bytes: Uint8Array): YamlValues {
  const { document, at } = yamlDocument(path, bytes);
  const { contents } = document;
  const walk: Walk = {
    at: (node) => at(start(node) ?? 0),
    anchors: new Map(),
    open: new Set(),
    places: new Map(),
    problems: [],
    count: 0,
  };
  const value = valueOf(walk, contents, []);
  if (walk.problems.length > 0) throw new PlanError(walk.problems);
  return {
    value,
    offset: (of, kind) => {
      for (let length = of.length; length > 0; length--) {
        const place = walk.places.get(JSON.stringify(of.slice(0, length)));
        // Where it is not written itself, the name of what lacks it says most.
        if (place !== undefined) return length === of.length ? place[kind] : place.name;
      }
      return start(contents) ?? 0;
    },
    at,
  };
}
