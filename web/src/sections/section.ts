import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { isAbort, LostWorkerError } from '../client/client.js';
import type { App, State } from '../state/app.js';
import type { Explanation } from '../text/explanation.js';

/** A section of the page: what it shows follows from the store, and what it computes goes there. */
export abstract class Section extends LitElement {
  /** Its anchor on the page, and its heading. */
  static readonly anchor: string;
  static readonly heading: string;
  /** That of its heading: 3 for a part of another section, with work of its own. */
  static readonly level: 2 | 3 = 2;
  /** Whether its work waits until it comes near the view. */
  static readonly lazy: boolean = false;

  static override properties = { app: { attribute: false }, said: { state: true }, failure: { state: true } };
  static override styles = [
    css`
      :host {
        display: block;
        min-width: 0;
      }
      h2 {
        margin: 0 0 0.75rem;
        font-size: 1.5rem;
        line-height: 1.2;
        text-wrap: balance;
      }
      h3 {
        margin: 1.25rem 0 0.5rem;
        font-size: 1.15rem;
        line-height: 1.25;
      }
      p {
        max-width: 42rem;
      }
      .screen {
        display: grid;
        grid-template-columns: minmax(0, 21rem) minmax(0, 1fr);
        gap: 1rem 3rem;
        align-items: start;
      }
      .screen > div > :first-child {
        margin-top: 0;
      }
      @media (max-width: 60rem) {
        .screen {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 0.75rem 1.5rem;
        align-items: flex-start;
      }
      .row > * {
        min-width: 0;
      }
      /* A caption is as wide as its figure. */
      .row > pd-picture,
      .row > pd-difference,
      .row > pd-map,
      .row > pd-density {
        flex: 0 1 14rem;
      }
      .row > pd-bars {
        flex: 1 1 15rem;
      }
      @media (max-width: 40rem) {
        .row > pd-picture,
        .row > pd-difference,
        .row > pd-map,
        .row > pd-density {
          flex-basis: calc(50% - 0.75rem);
        }
      }
      pd-status {
        margin: 0.25rem 0 0.75rem;
      }
      .controls {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 11.5rem), 1fr));
        gap: 0.5rem 1.25rem;
        margin: 0.5rem 0;
      }
      .controls > .whole {
        grid-column: 1 / -1;
      }
      .soft {
        color: var(--soft);
      }
    `,
  ];

  declare app: App;
  /** The sentence that is announced. */
  declare protected said: string;
  /** Why the last work failed. */
  declare protected failure: string | undefined;

  #unsubscribe: (() => void) | undefined;
  #observer: IntersectionObserver | undefined;
  #near = false;
  #inputs: readonly unknown[] | undefined;
  #controller: AbortController | undefined;

  constructor() {
    super();
    this.said = '';
    this.failure = undefined;
  }

  /** What `work` is computed from; it runs again when one of these is another value. */
  protected inputs(_state: State): readonly unknown[] {
    return [];
  }

  /** Asks the worker. `signal` ends when the inputs change, or other work is begun. */
  protected work?(state: State, signal: AbortSignal): Promise<void>;

  /** What is shown below the heading, the status line in it. */
  protected abstract content(state: State): TemplateResult | typeof nothing;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#near = !(this.constructor as typeof Section).lazy;
    this.#unsubscribe = this.app.store.subscribe(() => this.follow());
    if (!this.#near) {
      this.#observer = new IntersectionObserver(
        (entries) => {
          if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
          this.#near = true;
          this.#observer?.disconnect();
          this.follow();
        },
        { rootMargin: '300px' },
      );
      this.#observer.observe(this);
    }
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
    this.#observer?.disconnect();
    this.stop();
    this.#inputs = undefined;
  }

  /** Says something to those who do not see it. */
  protected say(sentence: string): void {
    this.said = sentence;
  }

  /** Whether work is under way. */
  protected get running(): boolean {
    return this.#controller !== undefined;
  }

  /** Begins work, in place of what was begun before; shows why it failed. */
  protected async run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.stop();
    const controller = new AbortController();
    this.#controller = controller;
    this.failure = undefined;
    this.requestUpdate();
    try {
      await work(controller.signal);
    } catch (error) {
      // The page says by itself that a worker was lost.
      if (controller.signal.aborted || isAbort(error) || error instanceof LostWorkerError) return;
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      if (this.#controller === controller) this.#controller = undefined;
      this.requestUpdate();
    }
  }

  /** Ends what is under way. */
  protected stop(): void {
    this.#controller?.abort(new DOMException('It was stopped', 'AbortError'));
    this.#controller = undefined;
    this.requestUpdate();
  }

  /** Works again where the inputs are others; to be called when one that is not in the store has changed. */
  protected follow(): void {
    this.requestUpdate();
    if (!this.#near || this.work === undefined) return;
    const state = this.app.store.get();
    const inputs = this.inputs(state);
    const before = this.#inputs;
    if (before !== undefined && inputs.every((value, i) => Object.is(value, before[i]))) return;
    this.#inputs = inputs;
    void this.run((signal) => this.work!(state, signal));
  }

  /** One screen of the page: a question and its answer, beside what shows it, or before that where the page is narrow. */
  protected screen(explanation: Explanation, content: TemplateResult): TemplateResult {
    return html`<div class="screen">
      <pd-explanation .text=${explanation} .level=${3}></pd-explanation>
      <div>${content}</div>
    </div>`;
  }

  /** The line that is announced. */
  protected status(): TemplateResult {
    return html`<pd-status .text=${this.said}></pd-status>`;
  }

  override render(): TemplateResult {
    const { anchor, heading, level } = this.constructor as typeof Section;
    const id = `${anchor}-heading`;
    return html`<section aria-labelledby=${id}>
      ${level === 2 ? html`<h2 id=${id}>${heading}</h2>` : html`<h3 id=${id}>${heading}</h3>`}
      ${this.content(this.app.store.get())}
      ${
        this.failure === undefined
          ? nothing
          : html`<pd-message kind="error" heading="This did not work" .text=${this.failure}></pd-message>`
      }
    </section>`;
  }
}
