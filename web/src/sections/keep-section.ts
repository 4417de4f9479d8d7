import { css, html, nothing, type TemplateResult } from 'lit';
import { buttons } from '../figures/styles.js';
import type { State } from '../state/app.js';
import { toHash } from '../state/url.js';
import { explanations } from '../text/index.js';
import { codeOf, type CodeChoice } from './keep-code.js';
import { buttonRow } from './keep-files.js';
import { Section } from './section.js';

/** The same again: a link, code, and files. */
export class KeepSection extends Section {
  static override readonly anchor = 'keep';
  static override readonly heading = 'Keep it';
  static override properties = { ...Section.properties, choice: { state: true }, refused: { state: true } };
  static override styles = [
    ...Section.styles,
    buttons,
    buttonRow,
    css`
      h3 {
        margin: 1.5rem 0 0.5rem;
        font-size: 1.1rem;
      }
      pre {
        max-height: 18rem;
        margin: 0.5rem 0;
        padding: 0.8rem;
        overflow: auto;
        border: 1px solid var(--edge);
        border-radius: 0.35rem;
        background: var(--panel);
        font-family: var(--mono);
        font-size: 0.85rem;
      }
      input {
        box-sizing: border-box;
        width: 100%;
        max-width: 42rem;
        padding: 0.4rem;
        border: 1px solid var(--edge);
        background: var(--panel);
        color: var(--ink);
        font: inherit;
      }
    `,
  ];

  declare protected choice: CodeChoice;
  /** What the browser did not let the page copy. */
  declare protected refused: 'link' | 'code' | undefined;

  constructor() {
    super();
    this.choice = { of: 'defense', form: 'library', origin: 'made' };
    this.refused = undefined;
  }

  async #copy(what: 'link' | 'code', text: string): Promise<void> {
    this.refused = undefined;
    try {
      await navigator.clipboard.writeText(text);
      this.say(what === 'link' ? 'The link is copied.' : 'The code is copied.');
    } catch {
      // Without a secure address or the reader's leave there is no clipboard.
      this.refused = what;
      this.say('The browser does not let the page copy: select the text and copy it by hand.');
    }
  }

  #link({ settings, picked, model }: State): TemplateResult {
    const link = new URL(toHash(settings), location.href).href;
    const own = picked !== undefined && settings.sample === '';
    const ownModel = model !== undefined && model.source !== 'built-in';
    return html`<h3>A link</h3>
      <p>It holds the settings and the seed, after the “#”, which no server is sent. It never holds a picture.</p>
      ${
        own
          ? html`<pd-message
              kind="note"
              heading="Your picture is not in the link"
              text="Whoever opens it sees a sample in its place until they pick the same picture: send it along."
            ></pd-message>`
          : nothing
      }
      ${
        ownModel
          ? html`<pd-message
              kind="note"
              heading="The model is not in the link"
              .text=${`Whoever opens it starts with the built-in classifier, and has to load ${model.name} to see the same.`}
            ></pd-message>`
          : nothing
      }
      <label for="link" class="soft">The link</label>
      <input
        id="link"
        readonly
        .value=${link}
        @focus=${(event: FocusEvent) => (event.target as HTMLInputElement).select()}
      />
      <div class="buttons">
        <button type="button" @click=${() => this.#copy('link', link)}>Copy link</button>
      </div>`;
  }

  #choices({ of, form, origin }: CodeChoice): TemplateResult {
    const set =
      <K extends keyof CodeChoice>(key: K) =>
      ({ detail }: CustomEvent<{ value: CodeChoice[K] }>) =>
        (this.choice = { ...this.choice, [key]: detail.value });
    return html`<div class="controls">
      <pd-choice
        label="Of what"
        .options=${[
          { value: 'defense', label: 'attack and defense' },
          { value: 'adaptive', label: 'the attack of “Try to break it”' },
        ]}
        .value=${of}
        @change=${set('of')}
      ></pd-choice>
      <pd-choice
        label="In which form"
        .options=${[
          { value: 'library', label: 'library call' },
          { value: 'command', label: 'command line' },
        ]}
        .value=${form}
        @change=${set('form')}
      ></pd-choice>
      <pd-choice
        label="The adversary"
        .options=${[
          { value: 'made', label: 'is made again' },
          { value: 'saved', label: 'is read from the file saved here' },
        ]}
        .value=${origin}
        @change=${set('origin')}
      ></pd-choice>
    </div>`;
  }

  #code(state: State): TemplateResult {
    const code = codeOf(state, this.choice);
    if (code === undefined)
      return html`<h3>Code</h3>
        <p class="soft">It waits for a picture.</p>`;
    const { text, reads, prints, notes } = code;
    const files = reads.map((file, i) => html`${i === 0 ? '' : ' and '}<code>${file}</code>`);
    return html`<h3>Code</h3>
      ${this.#choices(this.choice)}
      <p>
        Save ${files} below, in the folder that it runs
        in${this.choice.form === 'library' ? html`, as <code>program.mjs</code> beside the installed package` : nothing}.
      </p>
      ${notes.map((note) => html`<pd-message kind="note" heading="To know" .text=${note}></pd-message>`)}
      <pre tabindex="0" role="group" aria-label="Code"><code>${text}</code></pre>
      <div class="buttons">
        <button type="button" @click=${() => this.#copy('code', text)}>Copy code</button>
      </div>
      ${
        prints.length === 0
          ? html`<p class="soft">What it prints is shown here once the page has computed it.</p>`
          : html`<p>On this page these numbers are:</p>
              <pre tabindex="0" role="group" aria-label="Numbers of this page"><code>${prints.join('\n')}</code></pre>`
      }`;
  }

  protected override content(state: State): TemplateResult {
    return this.screen(
      explanations.keep,
      html`${this.#link(state)} ${this.#code(state)} ${this.status()} <keep-files .app=${this.app}></keep-files>`,
    );
  }
}

customElements.define('keep-section', KeepSection);
