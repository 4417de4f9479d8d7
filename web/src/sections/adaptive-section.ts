import { css, html, nothing, type TemplateResult } from 'lit';
import type { State } from '../state/app.js';
import type { Broken } from '../state/outcomes.js';
import { defenseOf } from '../state/settings-of.js';
import { fields, type SettingName, type Settings } from '../state/settings.js';
import { explanations, plural, short } from '../text/index.js';
import type { BreakPoint } from '../worker/protocol.js';
import { attackers, breakSentences, breakSeries, epsilonsUpTo, pointsOf } from './broken.js';
import { Section } from './section.js';

/** Attacks the whole defense, as someone who knows it and as one who does not. */
export class AdaptiveSection extends Section {
  static override readonly anchor = 'adaptive';
  static override readonly heading = 'Try to break it';
  static override readonly lazy = true;
  static override styles = [
    ...Section.styles,
    css`
      pd-run,
      pd-lines {
        margin-bottom: 1rem;
      }
    `,
  ];

  protected override inputs({ settings, picked, model }: State): readonly unknown[] {
    const { draws, eot, iterations, breakEpsilon } = settings;
    return [model, picked, draws, eot, iterations, breakEpsilon, JSON.stringify(defenseOf(settings))];
  }

  /** What was found with other settings is put away; to find it again is costly, and asked for. */
  protected override async work(): Promise<void> {
    this.app.store.set({ broken: undefined });
    this.say('');
  }

  async #break(signal: AbortSignal): Promise<void> {
    const { settings, picked, model } = this.app.store.get();
    if (picked === undefined || model === undefined) return;
    const label = model.classes[picked.scores.top[0].index];
    const { draws: judges, eot, iterations, breakEpsilon } = settings;
    const points: BreakPoint[] = [];
    const show = () => this.app.store.set({ broken: { label, points: [...points] } });
    show();
    for (const knows of [false, true]) {
      const input = {
        image: picked.picture,
        label: label.index,
        defense: defenseOf(settings),
        knows,
        epsilons: epsilonsUpTo(breakEpsilon),
        iterations,
        eot,
        judges,
      };
      // oxlint-disable-next-line no-await-in-loop -- one worker answers both
      await this.app.client.request('break', input, {
        signal,
        lane: 'adaptive',
        onProgress: (point) => {
          points.push(point);
          show();
          if (point.epsilon === breakEpsilon) this.say(breakSentences({ label, points }).join(' '));
        },
      });
    }
  }

  #slider(name: SettingName & ('eot' | 'breakEpsilon' | 'draws'), label: string, help: string, unit = '') {
    const { min, max, step } = fields[name];
    const change = ({ detail }: CustomEvent<{ value: number }>) => this.app.change({ [name]: detail.value });
    return html`<pd-slider
      label=${label}
      unit=${unit}
      help=${help}
      .value=${this.app.store.get().settings[name]}
      .min=${min}
      .max=${max}
      .step=${step}
      @change=${change}
    ></pd-slider>`;
  }

  #controls({ settings, picked, broken }: State): TemplateResult {
    const { iterations, breakEpsilon } = settings;
    const of = 2 * epsilonsUpTo(breakEpsilon).length;
    const done = broken?.points.length ?? 0;
    return html`<div class="controls">
        ${this.#slider('breakEpsilon', 'Largest ε', 'How far a sample may be changed.', 'levels')}
        ${this.#slider('eot', 'Draws behind each gradient', 'Of the attacker who knows the defense.')}
        ${this.#slider('draws', 'Seeds that judge', 'None of them is known to an attacker.')}
      </div>
      <pd-run
        label="Attack the defense"
        .running=${this.running}
        .done=${done / of}
        note=${this.running ? `${done} of ${of} attacks` : `${of} attacks of ${plural(iterations, 'step')}`}
        ?disabled=${picked === undefined}
        @run=${() => void this.run((signal) => this.#break(signal))}
        @stop=${() => this.stop()}
      ></pd-run>`;
  }

  /** The point that is looked at: of the chosen attacker, at the chosen ε. */
  #point(broken: Broken, { knows, brokenAt }: Settings): BreakPoint | undefined {
    const points = pointsOf(broken, knows);
    return points.find(({ epsilon }) => epsilon === brokenAt) ?? points.at(-1);
  }

  #adversary({ settings, picked, model }: State, broken: Broken): TemplateResult | typeof nothing {
    const { knows } = settings;
    const point = this.#point(broken, settings);
    const options = [...new Set(broken.points.map(({ epsilon }) => epsilon))];
    return html`<h3>The adversary behind a point</h3>
      <div class="controls">
        <pd-choice
          label="Does the attacker know the defense?"
          .options=${[
            { value: 'true', label: 'yes' },
            { value: 'false', label: 'no' },
          ]}
          .value=${String(knows)}
          @change=${({ detail }: CustomEvent<{ value: string }>) => this.app.change({ knows: detail.value === 'true' })}
        ></pd-choice>
        <pd-choice
          label="ε that is shown"
          .options=${options.map((epsilon) => ({ value: String(epsilon), label: short(epsilon) }))}
          .value=${String(point?.epsilon ?? '')}
          @change=${({ detail }: CustomEvent<{ value: string }>) => this.app.change({ brokenAt: Number(detail.value) })}
        ></pd-choice>
      </div>
      ${
        point === undefined || picked === undefined || model === undefined
          ? html`<p class="soft">This attacker’s turn has not come yet.</p>`
          : html`<div class="row">
                <pd-picture
                  name=${`Adversary of an attacker who ${knows ? attackers.knows : attackers.ignores}, ε ${short(point.epsilon)}`}
                  .picture=${point.adversary}
                  .says=${point.undefended.top[0]}
                ></pd-picture>
                <pd-difference .from=${picked.picture} .to=${point.adversary}></pd-difference>
              </div>
              <p>
                Behind the defense ${broken.label.name} is first with ${point.right} of ${plural(point.judges, 'seed')},
                ${(100 * point.probability).toFixed(1)} % on average. The classifier alone says
                ${point.undefended.top[0].name}.
              </p>`
      }`;
  }

  #curve(broken: Broken, settings: Settings): TemplateResult {
    const { curve } = settings;
    const accuracy = curve === 'accuracy';
    return html`<pd-choice
        label="The curve shows"
        .options=${[
          { value: 'accuracy', label: 'seeds that are right' },
          { value: 'confidence', label: 'confidence in the true class' },
        ]}
        .value=${curve}
        @change=${({ detail }: CustomEvent<{ value: Settings['curve'] }>) => this.app.change({ curve: detail.value })}
      ></pd-choice>
      <pd-lines
        name="What is left of the defense"
        xLabel="ε"
        xUnit="levels"
        yLabel=${accuracy ? 'right' : `confidence in ${broken.label.name}`}
        .series=${breakSeries(broken, curve)}
        .mark=${this.#point(broken, settings)?.epsilon}
      ></pd-lines>`;
  }

  protected override content(state: State): TemplateResult {
    const { broken } = state;
    const tried = broken !== undefined && broken.points.length > 0;
    return html`${this.screen(
      explanations.adaptive,
      html`${this.#controls(state)} ${this.status()}
      ${
        tried
          ? this.#curve(broken, state.settings)
          : html`<p class="soft">
              ${this.running ? 'The first attack is under way.' : 'Both attackers are tried when you ask for it; you can stop at any time.'}
            </p>`
      }`,
    )}
    ${tried ? this.#adversary(state, broken) : nothing}`;
  }
}

customElements.define('adaptive-section', AdaptiveSection);
