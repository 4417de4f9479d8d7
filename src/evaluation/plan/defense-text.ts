import { outOfRange, wrongType } from '../../core/checks.js';
import { didYouMean } from '../../core/nearest.js';
import { formatChain, parseChain } from '../../defenses/chain/text.js';
import { checkChainDefense } from '../../pipeline/chain-defense.js';
import type { DefensePlan } from './plan.js';

/** What can stand behind the `@` of a defense, in the order in which it is written. */
const settingNames = ['map', 'ensemble', 'vote', 'topK'] as const;
type SettingName = (typeof settingNames)[number];

function settingsOf(text: string, place: string): Partial<Record<SettingName, unknown>> {
  const settings: Partial<Record<SettingName, unknown>> = {};
  for (const part of text.split(',')) {
    const [key, value, ...more] = part.split('=').map((each) => each.trim());
    const known = settingNames.find((name) => name === key);
    if (known === undefined) {
      const { message } = outOfRange(`only ${settingNames.join(', ')}`, `the settings of ${place}`, key);
      throw new RangeError(message + didYouMean(key, settingNames));
    }
    if (value === undefined || value === '' || more.length > 0) {
      throw outOfRange('name=value, several with commas,', `the settings of ${place}`, part);
    }
    if (known in settings) throw outOfRange('each setting once', `the settings of ${place}`, key);
    const counted = known === 'ensemble' || known === 'topK';
    settings[known] = counted && /^\d+$/.test(value) ? Number(value) : value;
  }
  return settings;
}

/**
 * A defense from its text: `[name=]chain[@settings]`, as in `PD+R-CAM+WD=deflect+wavelet@map=r-cam,ensemble=10`. The chain is
 * that of `parseChain`; the settings are `map`, `ensemble`, `vote` and `topK`, by default `none`, 1, `majority` and the
 * classifier's own.
 *
 * The name is what stands before the first `=`, unless a `:` or an `@` comes before that: so names can hold `+`, and neither
 * `deflect:window=5` nor `jpeg@ensemble=10` has one. Without a name a defense is called by its own text (`formatDefense`).
 * `none` is the empty chain.
 *
 * @throws TypeError or RangeError that names the defense and the step; unknown names come with the nearest
 */
export function parseDefense(text: string): DefensePlan {
  if (typeof text !== 'string') throw wrongType('the text of a defense', 'a defense', text);
  const named = /^([^=:@]*)=(.*)$/s.exec(text);
  const [given, rest] = named === null ? [undefined, text] : [named[1].trim(), named[2]];
  const place = given === undefined ? `the defense "${text.trim()}"` : `the defense "${given}"`;
  const at = rest.indexOf('@');
  const chain = parseChain(at < 0 ? rest : rest.slice(0, at), `the chain of ${place}`);
  const settings = at < 0 ? {} : settingsOf(rest.slice(at + 1), place);
  const defense = checkChainDefense({ name: given ?? 'unnamed', chain, ...settings }, place);
  return given === undefined ? { ...defense, name: textWithoutName(defense) } : defense;
}

/** The text of a defense without its name; settings are left out where they are the default. */
export function textWithoutName(defense: Omit<DefensePlan, 'name'>): string {
  const usual: Record<SettingName, unknown> = { map: 'none', ensemble: 1, vote: 'majority', topK: undefined };
  const parts = settingNames.flatMap((key) => (defense[key] === usual[key] ? [] : [`${key}=${defense[key]}`]));
  return parts.length === 0 ? formatChain(defense.chain) : `${formatChain(defense.chain)}@${parts.join(',')}`;
}

/** The text of a defense, from which {@link parseDefense} makes it again. Names with `=`, `:` or `@` have none. */
export function formatDefense(defense: DefensePlan): string {
  const text = textWithoutName(defense);
  return defense.name === text ? text : `${defense.name}=${text}`;
}
