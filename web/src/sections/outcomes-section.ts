import { css, html, nothing, type TemplateResult } from 'lit';
import type { State } from '../state/app.js';
import type { Outcomes, SampleOutcomes } from '../state/outcomes.js';
import { samples } from '../state/samples.js';
import { attackOf, defenseOf } from '../state/settings-of.js';
import { fields, type Settings } from '../state/settings.js';
import { ownStage, stagesOf } from '../state/stages.js';
import { explanations, plural } from '../text/index.js';
import type { AttackOutcome, ModelInfo, Picture, StagesInput } from '../worker/protocol.js';
import { outcomeSentence, outcomesTable, rowNames, tableNote } from './outcomes-table.js';
import { Section } from './section.js';

/** The largest picture whose table is made without being asked for: some seconds of one core. */
const smallPixels = 128 * 128;

/** How long settings must rest before the table is made: a slider that moves has the worker for itself. */
const restMs = 300;

function rest(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, restMs);
    signal.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason as Error)), { once: true });
  });
}

/** Samples that were made for a class. */
const labelled = samples.filter(({ label }) => label !== undefined);

/** What it comes to: the table of all stages, of this picture or of all samples. */
export class OutcomesSection extends Section {
  static override readonly anchor = 'outcomes';
  static override readonly heading = 'Compare the stages';
  static override readonly lazy = true;
  static override styles = [
    ...Section.styles,
    css`
      pd-run,
      pd-table {
        margin-bottom: 1rem;
      }
    `,
  ];

  protected override inputs({ settings, attack, model, picked }: State): readonly unknown[] {
    const { scope, draws, jpegQuality, method, epsilon, relativeL2, iterations, target } = settings;
    const table = [model, scope, draws, jpegQuality, JSON.stringify(defenseOf(settings))];
    if (scope === 'picture') return [...table, picked, attack];
    return [...table, method, epsilon, relativeL2, iterations, target];
  }

  protected override async work({ settings, attack, model, picked }: State, signal: AbortSignal): Promise<void> {
    this.app.store.set({ outcomes: undefined });
    this.say('');
    if (settings.scope === 'samples' || model === undefined || model.width * model.height > smallPixels) return;
    if (picked === undefined || attack === undefined) return;
    await rest(signal);
    await this.#ofPicture(picked.picture, attack, signal);
  }

  #stagesInput(clean: Picture, { adversary, label, rival }: AttackOutcome): StagesInput {
    const { settings } = this.app.store.get();
    const { draws, jpegQuality } = settings;
    const stages = stagesOf(settings);
    const classes = { label: label.index, rival: rival.index };
    return { clean, adversary, ...classes, stages, defense: defenseOf(settings), draws, jpegQuality };
  }

  async #ofPicture(clean: Picture, attack: AttackOutcome, signal: AbortSignal): Promise<void> {
    const { label, rival, success: fooled } = attack;
    const show = (rows: Outcomes & { scope: 'picture' }) => this.app.store.set({ outcomes: rows });
    let outcomes: Outcomes & { scope: 'picture' } = { scope: 'picture', label, rival, fooled, rows: [] };
    show(outcomes);
    await this.app.client.request('stages', this.#stagesInput(clean, attack), {
      signal,
      lane: 'outcomes',
      onProgress: (row) => show((outcomes = { ...outcomes, rows: [...outcomes.rows, row] })),
    });
    this.say('The table is complete.');
  }

  async #ofSamples(model: ModelInfo, settings: Settings, signal: AbortSignal): Promise<void> {
    const { client, store } = this.app;
    const options = { signal, lane: 'outcomes' };
    let outcomes: SampleOutcomes = { scope: 'samples', of: labelled.length, pictures: [], wrong: [], unknown: [] };
    const show = (patch: Partial<SampleOutcomes>) => store.set({ outcomes: (outcomes = { ...outcomes, ...patch }) });
    show({});
    for (const { name, label, url } of labelled) {
      const truth = model.classes.findIndex((each) => each.label === label);
      if (truth < 0) {
        show({ unknown: [...outcomes.unknown, name] });
        continue;
      }
      // oxlint-disable no-await-in-loop -- one worker answers all of them
      const answer = await fetch(url, { signal });
      if (!answer.ok) throw new Error(`The sample ${name} could not be downloaded.`);
      const { picture, scores } = await client.request('prepare', { file: await answer.blob() }, options);
      if (scores.top[0].index !== truth) {
        show({ wrong: [...outcomes.wrong, name] });
        continue;
      }
      const attack = await client.request('attack', attackOf(settings, picture, model, truth), options);
      const rows = await client.request('stages', this.#stagesInput(picture, attack), options);
      // oxlint-enable no-await-in-loop
      show({ pictures: [...outcomes.pictures, { name, fooled: attack.success, rows }] });
    }
    this.say('The table is complete.');
  }

  #start(): void {
    const { settings, model, picked, attack } = this.app.store.get();
    if (model === undefined) return;
    if (settings.scope === 'samples') void this.run((signal) => this.#ofSamples(model, settings, signal));
    else if (picked !== undefined && attack !== undefined) {
      void this.run((signal) => this.#ofPicture(picked.picture, attack, signal));
    }
  }

  #controls({ settings, model, attack, outcomes }: State): TemplateResult {
    const { scope, draws, jpegQuality } = settings;
    const total = rowNames(stagesOf(settings), settings.jpegQuality).length;
    const made = outcomes === undefined ? 0 : this.#made(outcomes);
    const of = scope === 'picture' ? total : labelled.length;
    return html`<div class="controls">
      <pd-choice
        label="Count over"
        .options=${[
          { value: 'picture', label: 'this picture' },
          { value: 'samples', label: 'all samples' },
        ]}
        .value=${scope}
        @change=${({ detail }: CustomEvent<{ value: Settings['scope'] }>) => this.app.change({ scope: detail.value })}
      ></pd-choice>
      <pd-slider
        label="Draws of the defense"
        .value=${draws}
        .min=${fields.draws.min}
        .max=${fields.draws.max}
        .step=${fields.draws.step}
        @change=${({ detail }: CustomEvent<{ value: number }>) => this.app.change({ draws: detail.value })}
      ></pd-slider>
      <pd-slider
        label="JPEG quality"
        .value=${jpegQuality}
        .min=${fields.jpegQuality.min}
        .max=${fields.jpegQuality.max}
        .step=${fields.jpegQuality.step}
        @change=${({ detail }: CustomEvent<{ value: number }>) => this.app.change({ jpegQuality: detail.value })}
      ></pd-slider>
      <pd-run
        label=${scope === 'picture' ? 'Make the table' : `Attack and defend all ${labelled.length} samples`}
        .running=${this.running}
        .done=${made / of}
        note=${this.running ? `${made} of ${plural(of, scope === 'picture' ? 'stage' : 'sample')}` : ''}
        ?disabled=${model === undefined || (scope === 'picture' && attack === undefined)}
        @run=${() => this.#start()}
        @stop=${() => this.stop()}
      ></pd-run>
    </div>`;
  }

  #made(outcomes: Outcomes): number {
    if (outcomes.scope === 'picture') return outcomes.rows.length;
    return outcomes.pictures.length + outcomes.wrong.length + outcomes.unknown.length;
  }

  #table(state: State): TemplateResult {
    const { settings, outcomes, attack } = state;
    if (outcomes === undefined) {
      const words =
        settings.scope === 'samples'
          ? 'All samples are attacked and defended as set above, one after the other; you can stop at any time.'
          : attack === undefined
            ? 'The table waits for the attack on this picture.'
            : 'The table is made when you ask for it.';
      return html`<p class="soft">${this.running ? 'The table is being made.' : words}</p>`;
    }
    const { columns, rows } = outcomesTable(outcomes, rowNames(stagesOf(settings), settings.jpegQuality));
    const what = outcomes.scope === 'picture' ? `this picture` : `${plural(outcomes.pictures.length, 'sample')}`;
    return html`<pd-table
        caption=${`The stages, over ${what}`}
        .columns=${columns}
        .rows=${rows}
        note=${tableNote(outcomes, settings.draws)}
        file="stages.csv"
      ></pd-table>
      ${this.#sentences(outcomes, settings)}`;
  }

  /** What the defense did, beside what everybody has: computed from the table. */
  #sentences(outcomes: Outcomes, { jpegQuality }: Settings): TemplateResult {
    const stages = [
      { name: ownStage, words: 'The defense as set above' },
      { name: 'WD', words: 'The wavelets alone' },
      { name: `JPEG ${jpegQuality}`, words: `JPEG at quality ${jpegQuality}` },
    ];
    return html`<ul>
      ${stages.map(({ name, words }) => {
        const sentence = outcomeSentence(outcomes, name);
        return sentence === undefined ? nothing : html`<li><b>${words}.</b> ${sentence}</li>`;
      })}
    </ul>`;
  }

  protected override content(state: State): TemplateResult {
    return this.screen(explanations.outcomes, html`${this.#controls(state)} ${this.status()} ${this.#table(state)}`);
  }
}

customElements.define('outcomes-section', OutcomesSection);
