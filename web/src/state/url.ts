import { clamped, defaults, type Field, fields, type SettingName, type Settings } from './settings.js';

/**
 * Settings in the part of an address after `#`, which no server sees: `#v=1&seed=7&epsilon=2`. Values that are where they
 * start are left out. Pictures are not in it.
 */

/** Of the form of links. A link of a later form is read as far as its names are known. */
const version = '1';

const entries = Object.entries(fields) as [SettingName, Field][];

/** The fragment for settings, with its `#`. */
export function toHash(settings: Settings): string {
  const parameters = new URLSearchParams({ v: version });
  for (const [key] of entries) {
    if (settings[key] !== defaults[key]) parameters.set(key, String(settings[key]));
  }
  return `#${parameters}`;
}

function read(field: Field, text: string): number | boolean | string {
  if (field.type === 'number') return clamped(field, text.trim() === '' ? NaN : Number(text));
  if (field.type === 'toggle') return clamped(field, text === 'true' ? true : text === 'false' ? false : undefined);
  return clamped(field, text);
}

/** The settings of a fragment. Numbers out of range are brought into it, unknown names and words are passed over. */
export function fromHash(hash: string): Settings {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const given = entries.flatMap(([key, field]) => {
    const text = parameters.get(key);
    return text === null ? [] : [[key, read(field, text)]];
  });
  return { ...defaults, ...(Object.fromEntries(given) as Partial<Settings>) };
}
