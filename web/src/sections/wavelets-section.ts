import { html, nothing, type TemplateResult } from 'lit';
import { denoiserNames, waveletNames } from 'pixel-deflection';
import type { State } from '../state/app.js';
import { fields, type Settings } from '../state/settings.js';
import { denoiserOf } from '../state/settings-of.js';
import { denoisedSentence, explanations } from '../text/index.js';
import { Section } from './section.js';
import './sigma-curve.js';
import { denoiserTitles } from './titles.js';

const denoisers = denoiserNames.map((value) => ({ value, label: denoiserTitles[value] }));
const wavelets = waveletNames.map((value) => ({ value, label: value === 'db1' ? 'db1 (Haar)' : value }));
const rules = [
  { value: 'BayesShrink', label: 'BayesShrink', help: 'A threshold for each sub-band.' },
  { value: 'VisuShrink', label: 'VisuShrink', help: 'One threshold for all: σ √(2 ln n).' },
];
const thresholds = [
  { value: 'soft', label: 'soft', help: 'Moves all details towards 0.' },
  { value: 'hard', label: 'hard', help: 'Keeps large details as they are.' },
];

/** The settings that a control of this section changes. */
type Key = 'denoiser' | 'wavelet' | 'shrink' | 'threshold';

/** The denoiser after the deflection: its settings, the sub-bands, and what a sigma costs. */
class WaveletsSection extends Section {
  static override readonly anchor = 'wavelets';
  static override readonly heading = 'Denoise';
  static override readonly lazy = true;

  protected override inputs({ deflected, settings }: State) {
    const { denoiser, ...wavelet } = denoiserOf(settings);
    return [deflected, denoiser, ...(denoiser === 'wavelet' ? Object.values(wavelet) : [])];
  }

  protected override async work({ deflected, settings }: State, signal: AbortSignal): Promise<void> {
    const { client, store } = this.app;
    if (deflected === undefined) {
      store.set({ denoised: undefined });
      this.say('');
      return;
    }
    const input = { image: deflected.image, ...denoiserOf(settings) };
    try {
      store.set({ denoised: await client.request('denoise', input, { signal }) });
    } catch (error) {
      if (!signal.aborted) store.set({ denoised: undefined });
      throw error;
    }
    this.say(this.#sentence(store.get()));
  }

  #sentence({ attack, deflected, denoised, settings }: State): string {
    if (attack === undefined || deflected === undefined || denoised === undefined) return '';
    const { denoiser, wavelet, shrink, threshold } = settings;
    const { index, name: truth } = attack.label;
    return denoisedSentence({
      how: denoiser === 'wavelet' ? `${shrink} with ${wavelet}, ${threshold}` : denoiserTitles[denoiser],
      psnr: denoised.psnr,
      truth,
      before: deflected.scores.probabilities[index],
      after: denoised.scores.probabilities[index],
      said: deflected.scores.top[0].name,
      says: denoised.scores.top[0].name,
    });
  }

  #choice(key: Key, label: string, options: readonly { value: string; label: string }[], look = 'radio') {
    return html`<pd-choice
      name=${key}
      .label=${label}
      .look=${look}
      .options=${options}
      .value=${this.app.store.get().settings[key]}
      @change=${({ detail }: CustomEvent<{ value: string }>) => this.app.change({ [key]: detail.value })}
    ></pd-choice>`;
  }

  #controls({ denoiser, sigma, ycbcr }: Settings): TemplateResult {
    const { change } = this.app;
    return html`<div class="controls">
      ${this.#choice('denoiser', 'Denoiser', denoisers, 'select')}
      ${
        denoiser === 'wavelet'
          ? html`${this.#choice('wavelet', 'Wavelet', wavelets, 'select')}
              <pd-slider
                name="sigma"
                label="σ, the noise that is taken out"
                help="In [0, 1], as a part of a channel’s range"
                .min=${fields.sigma.min}
                .max=${fields.sigma.max}
                .step=${fields.sigma.step}
                .value=${sigma}
                @input=${({ detail }: CustomEvent<{ value: number }>) => change({ sigma: detail.value })}
              ></pd-slider>
              ${this.#choice('shrink', 'Thresholds', rules)} ${this.#choice('threshold', 'Rule', thresholds)}
              <pd-toggle
                name="ycbcr"
                label="In YCbCr"
                help="Brightness and two colour differences in place of red, green and blue"
                .checked=${ycbcr}
                @change=${({ detail }: CustomEvent<{ checked: boolean }>) => change({ ycbcr: detail.checked })}
              ></pd-toggle>`
          : nothing
      }
    </div>`;
  }

  #pictures({ attack, deflected, denoised }: State): TemplateResult {
    return html`<div class="row">
      <pd-picture
        .picture=${deflected?.image}
        .says=${deflected?.scores.top[0]}
        name="Deflected, before"
        .size=${224}
      ></pd-picture>
      <pd-picture
        .picture=${denoised?.image}
        .says=${denoised?.scores.top[0]}
        name="Denoised, after"
        .size=${224}
      ></pd-picture>
      <pd-bars
        name="What it says of the defended picture"
        .scores=${denoised?.scores.top}
        .truth=${attack?.label.index}
        .other=${attack?.rival.index}
      ></pd-bars>
    </div>`;
  }

  #bands({ denoised, settings }: State): TemplateResult | typeof nothing {
    if (settings.denoiser !== 'wavelet') {
      return html`<p class="soft">
        Sub-bands and σ are of the wavelets: ${denoiserTitles[settings.denoiser]} has none.
      </p>`;
    }
    const bands = denoised?.bands;
    const channel = Math.min(settings.channel, (bands?.channels.length ?? 1) - 1);
    return html`<h3>Sub-bands before and after the threshold</h3>
      <pd-choice
        name="channel"
        label="Channel"
        .options=${(bands?.channels ?? []).map((name, index) => ({ value: String(index), label: name }))}
        .value=${String(channel)}
        @change=${({ detail }: CustomEvent<{ value: string }>) => this.app.change({ channel: Number(detail.value) })}
      ></pd-choice>
      <pd-bands
        .details=${bands?.before.channels[channel].details}
        .thresholds=${bands?.thresholds[channel]}
        .rule=${settings.threshold}
        .channel=${bands?.channels[channel] ?? ''}
        .level=${settings.level}
        @level=${({ detail }: CustomEvent<{ level: number }>) => this.app.change({ level: detail.level })}
      ></pd-bands>
      <sigma-curve .app=${this.app}></sigma-curve>`;
  }

  protected override content(state: State): TemplateResult {
    return html`${this.screen(
      explanations.wavelets,
      html`${this.#controls(state.settings)}
      ${state.deflected === undefined ? html`<p class="soft">It denoises what was deflected above.</p>` : nothing}
      ${this.status()} ${this.#pictures(state)}`,
    )}
    ${this.#bands(state)}`;
  }
}

customElements.define('wavelets-section', WaveletsSection);
