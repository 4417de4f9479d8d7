import { defend, type DefendOptions, presets } from '../defenses/defend.js';
import { publishedOptions } from '../defenses/denoisers.js';
import type { Chain, ChainStep } from '../defenses/chain/chain.js';
import type { Picture } from '../defenses/chain/transforms.js';

function blank(width: number, height: number): Picture {
  return { width, height, channels: 3, data: new Float32Array(width * height * 3) };
}

/** Has `defend` check its own options, on pictures that cost next to nothing. */
function checkSettings(settings: DefendOptions, width: number, height: number): void {
  const { denoiser, denoiserOptions, ...counts } = settings;
  defend(blank(width, height), { ...counts, denoiser: 'none' });
  defend(blank(16, 16), { seed: 0, preset: settings.preset, denoiser, denoiserOptions });
}

/**
 * The chain that does what `defend` does with its settings: a deflection, and a denoiser unless it is `'none'`.
 * @param settings options of `defend` besides map and randomness
 * @param mapped whether a map steers the deflection: presets have counts of their own for it
 * @throws TypeError or RangeError for options out of range, as `defend`
 */
export function settingsChain(
  settings: DefendOptions,
  { width, height }: { readonly width: number; readonly height: number },
  mapped: boolean,
): Chain {
  checkSettings(settings, width, height);
  const preset = presets[settings.preset ?? 'notebook'];
  const { bias, scale, denoiser = preset.denoiser } = settings;
  const deflect: ChainStep = {
    transform: 'deflect',
    options: {
      deflections: settings.deflections ?? (mapped ? preset.deflectionsWithMap : preset.deflections),
      window: settings.window ?? Math.min(preset.window, Math.max(width, height)),
      algorithm: settings.algorithm ?? preset.algorithm,
      bias,
      scale,
    },
  };
  if (denoiser === 'none') return [deflect];
  // Checked above, as options of this denoiser.
  const options: object = { ...publishedOptions[denoiser], ...settings.denoiserOptions };
  return [deflect, { transform: denoiser, options } as ChainStep];
}
