import { hasStep } from '../defenses/chain/check.js';
import { showPath } from '../io/show-path.js';
import type { DefensePreset } from '../pipeline/preset.js';
import { defenseFlags } from './defense-flags.js';
import { UsageError } from './errors.js';
import { type ChainSettings, isPresetFile, readPresetFile } from './preset-file.js';
import { rawKey, type RawFlags } from './values.js';

/** What a preset file says, and the file. */
export interface GivenPreset {
  readonly file: string;
  readonly preset: DefensePreset;
}

/** Flags that may stand beside a preset file. */
const besides = new Set(['preset', 'seed']);

/**
 * The preset file that was typed; undefined where `--preset` is a name, or missing.
 * @throws UsageError for a file that is none, and for flags that say something else than its chain
 */
export function readGivenPreset(raw: RawFlags): GivenPreset | undefined {
  if (!isPresetFile(raw.preset)) return undefined;
  const file = raw.preset;
  const other = defenseFlags.find((name) => !besides.has(name) && raw[rawKey(name)] !== undefined);
  if (other !== undefined || raw.scale === false) {
    const typed = other === undefined ? '--no-scale' : raw[rawKey(other)] === false ? `--no-${other}` : `--${other}`;
    throw new UsageError(
      `Expected no ${typed} with a preset file, whose chain says what is done, but received --preset ${showPath(file)}`,
    );
  }
  return { file, preset: readPresetFile(file) };
}

/**
 * The chain of a preset file under a map that may be another than the file's.
 * @param map as typed, else that of the file
 */
export function presetSettings({ file, preset }: GivenPreset, map: string): ChainSettings {
  const { chain, name, ensemble, topK } = preset;
  if (map !== 'none' && !hasStep(chain, 'deflect')) {
    throw new UsageError(
      `Expected none for --map with ${showPath(file)}, whose chain has no step 'deflect', but received ${showPath(map)}`,
    );
  }
  return { chain, ...(map === 'r-cam' && topK !== undefined && { topK }), preset: { file, name, ensemble } };
}
