import { html, nothing, type TemplateResult } from 'lit';
import type { State } from '../state/app.js';
import { fields, type Settings } from '../state/settings.js';
import { deflectionOf } from '../state/settings-of.js';
import { atSigmaSentence, bestSigmaSentence } from '../text/index.js';
import type { Picture, SigmaPoint } from '../worker/protocol.js';
import { rest } from './rest.js';
import { Section } from './section.js';

/** Places of the curve from no noise to the end of the slider, beside that of the slider. */
const places = 13;
const grid = Array.from({ length: places }, (_, i) =>
  Number(((i * (fields.sigma.max - fields.sigma.min)) / (places - 1) + fields.sigma.min).toFixed(6)),
);

/** Confidence in the true class of the clean and of the attacked picture, both defended alike, against sigma. */
class SigmaCurve extends Section {
  static override readonly anchor = 'sigma-curve';
  static override readonly heading = 'Noise and detail are traded';
  static override readonly level = 3;
  static override readonly lazy = true;
  static override properties = { ...Section.properties, points: { state: true } };

  /** What is known for the settings as they are, by sigma. */
  declare private points: ReadonlyMap<number, SigmaPoint>;
  /** What it was computed from, beside sigma. */
  #basis: readonly unknown[] = [];
  /** The clean picture, deflected as the attacked one is. */
  #clean: Picture | undefined;

  constructor() {
    super();
    this.points = new Map();
  }

  #basisOf({ picked, deflected, settings }: State): readonly unknown[] {
    const { wavelet, shrink, threshold, ycbcr } = settings;
    return [picked, deflected, wavelet, shrink, threshold, ycbcr];
  }

  protected override inputs(state: State) {
    return [...this.#basisOf(state), state.settings.sigma];
  }

  protected override async work(state: State, signal: AbortSignal): Promise<void> {
    const basis = this.#basisOf(state);
    if (basis.some((value, i) => value !== this.#basis[i])) {
      // The pictures are the first two: a setting of the wavelets leaves them as they are.
      if (basis[0] !== this.#basis[0] || basis[1] !== this.#basis[1]) this.#clean = undefined;
      this.#basis = basis;
      this.points = new Map();
    }
    this.say('');
    await rest(signal);
    await this.#sweep(signal);
  }

  /** Computes the places that are missing, the slider's first. */
  async #sweep(signal: AbortSignal): Promise<void> {
    const { picked, attack, deflected, settings } = this.app.store.get();
    if (picked === undefined || attack === undefined || deflected === undefined) return;
    const { client } = this.app;
    this.#clean ??= await this.#deflectClean(picked.picture, settings, signal);
    const { wavelet, shrink: method, threshold, ycbcr, sigma } = settings;
    const sigmas = [...new Set([sigma, ...grid])].filter((place) => !this.points.has(place));
    const input = { images: [this.#clean, deflected.image], sigmas, label: attack.label.index };
    const onProgress = (point: SigmaPoint) => (this.points = new Map(this.points).set(point.sigma, point));
    await client.request('sigmaSweep', { ...input, wavelet, method, threshold, ycbcr }, { signal, onProgress });
    this.say(this.#sentence(sigma));
  }

  async #deflectClean(image: Picture, settings: Settings, signal: AbortSignal): Promise<Picture> {
    const input = { image, ...deflectionOf(settings), draw: settings.draw };
    return (await this.app.client.request('deflect', input, { signal, lane: 'deflect-clean' })).image;
  }

  /** The places that are drawn, in order: those of the grid, and the slider's. */
  #shown(sigma: number) {
    return [...this.points.values()]
      .filter((point) => point.sigma === sigma || grid.includes(point.sigma))
      .toSorted((a, b) => a.sigma - b.sigma)
      .map(({ sigma: place, probabilities: [clean, attacked] }) => ({ sigma: place, clean, attacked }));
  }

  #sentence(sigma: number): string {
    const shown = this.#shown(sigma);
    if (shown.length === 0) return '';
    const here = shown.find((point) => point.sigma === sigma);
    const now = here === undefined ? '' : `${atSigmaSentence(sigma, here.clean, here.attacked)} `;
    return `${now}${bestSigmaSentence(shown)}`;
  }

  protected override content({ attack, deflected, settings: { sigma } }: State): TemplateResult {
    const shown = this.#shown(sigma);
    const of = new Set([sigma, ...grid]).size;
    const series = (['clean', 'attacked'] as const).map((name) => ({
      name,
      points: shown.map((point) => ({ x: point.sigma, y: point[name] })),
    }));
    return html`
      ${
        this.running || shown.length < of
          ? html`<pd-run
              label="Go through σ"
              .running=${this.running}
              .done=${shown.length / of}
              .note=${`${shown.length} of ${of} places`}
              ?disabled=${deflected === undefined}
              @run=${() => this.run((signal) => this.#sweep(signal))}
              @stop=${() => this.stop()}
            ></pd-run>`
          : nothing
      }
      ${this.status()}
      <pd-lines
        .name=${attack === undefined ? 'Confidence against σ' : `Confidence in ${attack.label.name} against σ`}
        xLabel="σ"
        yLabel="confidence"
        .series=${series}
        .mark=${sigma}
      ></pd-lines>
    `;
  }
}

customElements.define('sigma-curve', SigmaCurve);
