import type { AttackAbout } from '../../attacks/index.js';
import { UsageError } from '../errors.js';
import { numberOrText, rawKey, type RawFlags } from '../values.js';
import { methods, namesWhere } from './methods.js';

/** Flags of the command itself, besides those that set an option of an attack, a classifier or a defense. */
const commandFlags =
  'output json list version help method epsilon label target workers defended eot bpda hold-map'.split(' ');

/** Options that all attacks have, or many, and which are not of their own. */
const sharedOptions = ['norm', 'unit', 'preset', 'relativeL2', 'scaling', 'surviveRounding', 'earlyStop', 'seed'];

const taken = new Set([...commandFlags, ...sharedOptions.map(dashed)]);

function dashed(option: string): string {
  return option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The flag of an attack's own option: `random-start`, or `attack-output` where the command has a flag of that name. */
function ownFlag(option: string): string {
  // Pictures to begin at: on the command line it is one, for all.
  if (option === 'starts') return 'start';
  const flag = dashed(option);
  return taken.has(flag) ? `attack-${flag}` : flag;
}

/** The flag of an option of attacks, without dashes. */
export function flagOf(option: string): string {
  return sharedOptions.includes(option) ? dashed(option) : ownFlag(option);
}

/** The options of an attack that not all have: its own, then what its kind has. */
export function specialOptions({ options, presets, kind }: AttackAbout): string[] {
  return [
    ...options,
    ...(presets.length > 0 ? ['preset'] : []),
    ...(kind === 'minimum' ? ['relativeL2', 'scaling'] : []),
  ];
}

const abouts = [...methods.values()].map(({ about }) => about);

/** The flags of all attacks' own options, each once. */
export const allOwnFlags: readonly string[] = [...new Set(abouts.flatMap(({ options }) => options.map(ownFlag)))];

/** Flags that take a value, apart from those of classifiers, defenses and how those are attacked. */
export const valuedFlags: readonly string[] = [
  ...'method epsilon norm unit preset relative-l2 scaling label target workers'.split(' '),
  ...allOwnFlags,
];

const allSpecialOptions = [...new Set(abouts.flatMap(specialOptions))];

/** A number, true, false, or a word: what it is to be the attack checks. */
function valueOf(text: string): number | boolean | string {
  if (text === 'true' || text === 'false') return text === 'true';
  return numberOrText(text);
}

/** What was typed for the options that not all attacks have; one that the attack does not have is an error. */
export function readSpecialOptions(raw: RawFlags, about: AttackAbout): Record<string, number | boolean | string> {
  const known = specialOptions(about);
  const options: Record<string, number | boolean | string> = {};
  for (const option of allSpecialOptions) {
    const given = raw[rawKey(flagOf(option))];
    if (given === undefined) continue;
    if (!known.includes(option)) {
      const flags = known.length === 0 ? 'no options of its own' : known.map((each) => `--${flagOf(each)}`).join(', ');
      const whose = namesWhere((each) => specialOptions(each).includes(option));
      const typed = `--${flagOf(option)}, which is for ${whose}`;
      throw new UsageError(`Expected ${flags} for --method ${about.name} but received ${typed}`);
    }
    // A picture is read later.
    if (option !== 'starts') options[option] = valueOf(String(given));
  }
  return options;
}
