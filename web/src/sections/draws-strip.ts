import { html, type TemplateResult } from 'lit';
import type { State } from '../state/app.js';
import type { Settings } from '../state/settings.js';
import { defenseOf } from '../state/settings-of.js';
import { drawsSentence } from '../text/index.js';
import type { AttackOutcome, Draw } from '../worker/protocol.js';
import { rest } from './rest.js';
import { Section } from './section.js';
import { denoiserTitles } from './titles.js';

/** Many draws of one seed beside each other, as they come: one lucky draw proves nothing. */
class DrawsStrip extends Section {
  static override readonly anchor = 'draws';
  static override readonly heading = 'One draw proves nothing';
  static override readonly level = 3;
  static override readonly lazy = true;
  static override properties = { ...Section.properties, draws: { state: true } };

  /** As they came. */
  declare private draws: readonly Draw[];

  constructor() {
    super();
    this.draws = [];
  }

  /** The defense whose draws are shown. */
  #defense(settings: Settings) {
    const defense = defenseOf(settings);
    return settings.denoiseDraws ? defense : ({ ...defense, denoiser: 'none' } as const);
  }

  protected override inputs({ attack, settings }: State) {
    const { map, topK, aggregate, denoiser, ...rest } = this.#defense(settings);
    const { deflections, window, seed, ...wavelet } = rest;
    return [
      attack,
      settings.draws,
      deflections,
      window,
      seed,
      map,
      denoiser,
      ...(map === 'r-cam' ? [topK, aggregate] : []),
      ...(denoiser === 'wavelet' ? Object.values(wavelet) : []),
    ];
  }

  protected override async work({ attack }: State, signal: AbortSignal): Promise<void> {
    this.draws = [];
    this.say('');
    if (attack === undefined) return;
    await rest(signal);
    await this.#try(attack, signal);
  }

  async #try({ adversary, label }: AttackOutcome, signal: AbortSignal): Promise<void> {
    this.draws = [];
    const { settings } = this.app.store.get();
    const input = { image: adversary, ...this.#defense(settings), draws: settings.draws };
    const onProgress = (draw: Draw) => (this.draws = [...this.draws, draw]);
    await this.app.client.request('draws', input, { signal, onProgress, lane: 'strip' });
    this.say(this.#sentence(label.name));
  }

  #sentence(truth: string): string {
    return drawsSentence(
      this.draws.map(({ scores }) => scores.top[0].name),
      truth,
    );
  }

  protected override content({ attack, settings }: State): TemplateResult {
    const { draws: of, seed, draw: chosen, denoiser } = settings;
    const done = this.draws.length;
    const outcomes = this.draws.map(({ draw, image, scores }) => ({ seed: draw, picture: image, says: scores.top[0] }));
    return html`
      <div class="controls">
        <pd-run
          .label=${`Try ${of} draws of seed ${seed}`}
          .running=${this.running}
          .done=${done / of}
          .note=${this.running ? `${done} of ${of}` : ''}
          ?disabled=${attack === undefined}
          @run=${() => this.run(async (signal) => attack && this.#try(attack, signal))}
          @stop=${() => this.stop()}
        ></pd-run>
        <pd-toggle
          label="Denoise each draw too"
          .help=${`With the settings of the section Denoise: ${denoiserTitles[denoiser]}`}
          .checked=${settings.denoiseDraws}
          @change=${({ detail }: CustomEvent<{ checked: boolean }>) => this.app.change({ denoiseDraws: detail.checked })}
        ></pd-toggle>
      </div>
      ${this.status()}
      <pd-seeds
        what="draw"
        .outcomes=${outcomes}
        .of=${of}
        .truth=${attack?.label.index}
        .other=${attack?.rival.index}
        .chosen=${chosen}
        @pick=${({ detail }: CustomEvent<{ seed: number }>) => this.app.change({ draw: detail.seed })}
      ></pd-seeds>
      <p class="soft">A draw that is chosen is shown above, and goes into the sections below.</p>
    `;
  }
}

customElements.define('draws-strip', DrawsStrip);
