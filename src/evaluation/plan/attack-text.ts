import { outOfRange } from '../../core/checks.js';

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Fields that may have several values, with `/` between them. */
const lists = new Set(['epsilon', 'relativeL2', 'against']);

function valueOf(typed: string): number | boolean | string {
  if (typed === 'true' || typed === 'false') return typed === 'true';
  return decimal.test(typed) ? Number(typed) : typed;
}

/**
 * The fields of an attack from its text form, `[name=]method[:field=value,…]`: `igsm:epsilon=1/2/4,iterations=10`,
 * `hard=igsm:epsilon=4,knowledge=adaptive,against=PD+WD/JPEG,adaptive.draws=10`. Values are numbers, true, false or words.
 * @throws RangeError for what does not have this form
 */
export function attackFields(typed: string): Record<string, unknown> {
  const colon = typed.indexOf(':');
  const head = colon < 0 ? typed : typed.slice(0, colon);
  const equals = head.lastIndexOf('=');
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  if (equals >= 0) fields.name = head.slice(0, equals);
  fields.method = head.slice(equals + 1);
  const adaptive: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const part of colon < 0 ? [] : typed.slice(colon + 1).split(',')) {
    const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(part) ?? [];
    if (name === '') throw outOfRange('field=value, with commas between them,', 'an attack', part);
    const [target, key] = name.startsWith('adaptive.') ? [adaptive, name.slice('adaptive.'.length)] : [fields, name];
    if (Object.hasOwn(target, key)) throw outOfRange('each field once', 'an attack', name);
    target[key] = lists.has(name) && value.includes('/') ? value.split('/').map(valueOf) : valueOf(value);
  }
  if (Object.keys(adaptive).length > 0) fields.adaptive = adaptive;
  return fields;
}
