import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { App, State } from '../state/app.js';
import type { LoadProgress } from '../worker/protocol.js';

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

const phases = { runtime: 'Runtime', model: 'Model', start: 'Starting the model' } as const;

/** `Runtime: 3.1 of 14.2 MB`. */
export function loadText({ phase, loaded, total }: LoadProgress): string {
  if (phase === 'start') return `${phases.start} (${megabytes(loaded)})`;
  const amount = total > 0 ? `${(loaded / 1e6).toFixed(1)} of ${megabytes(total)}` : megabytes(loaded);
  return `${phases[phase]}: ${amount}`;
}

/** Which model answers, how far its download is, and which other one a person may choose. */
class ModelStatus extends LitElement {
  static override properties = { app: { attribute: false } };
  static override styles = css`
    :host {
      display: block;
      font-size: 0.9rem;
      color: var(--soft);
    }
    p {
      margin: 0.25rem 0;
    }
    progress {
      width: min(100%, 20rem);
      accent-color: var(--accent);
    }
    details {
      margin-top: 0.25rem;
    }
    form {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 0.5rem;
      max-width: 36rem;
      padding: 0.5rem 0;
    }
    summary {
      cursor: pointer;
    }
    button,
    input {
      font: inherit;
      max-width: 100%;
    }
    label {
      display: block;
    }
  `;

  declare app: App;
  #unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.app.store.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  async #chooseFile(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const [file, card] = [...form.querySelectorAll<HTMLInputElement>('input[type=file]')].map(
      (input) => input.files?.[0],
    );
    if (file === undefined) return;
    await this.app.load({ source: 'file', name: file.name, file, card: await card?.text() });
  }

  #current({ model, loading }: State): TemplateResult | typeof nothing {
    if (loading !== undefined) {
      return html`<p>
        <label
          >${loadText(loading)}
          <progress max=${loading.total || 1} .value=${loading.total ? loading.loaded : 0}></progress
        ></label>
        ${
          // Without a model there is nothing to go back to.
          model === undefined
            ? nothing
            : html`<button type="button" @click=${() => this.app.stopLoading()}>Stop</button>`
        }
      </p>`;
    }
    if (model === undefined) return nothing;
    const { name, width, height, classes, provider, threads, bytes, notices } = model;
    const where = provider === 'webgpu' ? 'WebGPU' : `WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
    return html`<p role="status">
        ${name}: ${classes.length} classes, ${width} × ${height} pixels, ${megabytes(bytes)}, on ${where}.
      </p>
      ${notices.map((notice) => html`<p>${notice}</p>`)}
      ${
        model.golden === undefined || model.golden.ok
          ? nothing
          : html`<pd-message
              kind="warning"
              heading="This device computes differently"
              .text=${`The classifier's scores of a sample are off by up to ${model.golden.difference.toPrecision(2)} from those that it should give: do not trust the numbers below. Another browser may compute rightly.`}
            ></pd-message>`
      }`;
  }

  override render(): TemplateResult {
    const state = this.app.store.get();
    const { modelProblem, modelRequest, provider, loading } = state;
    const busy = loading !== undefined;
    return html`
      ${this.#current(state)}
      ${
        modelProblem === undefined
          ? nothing
          : html`<pd-message
              kind="error"
              .heading=${modelProblem.heading}
              .text=${modelProblem.text}
              action=${state.model === undefined ? 'Try again' : ''}
              ?closable=${state.model !== undefined}
              @action=${() => this.app.start()}
              @close=${() => this.app.dismiss('modelProblem')}
            ></pd-message>`
      }
      <details>
        <summary>Another model</summary>
        <form @submit=${this.#chooseFile}>
          <label>A classifier as an ONNX file <input type="file" name="model" accept=".onnx" required /></label>
          <label>
            Its card, a JSON file (not needed for models of the ONNX model zoo, such as MobileNetV2)
            <input type="file" name="card" accept=".json" />
          </label>
          <div>
            <button ?disabled=${busy}>Load this file</button>
            <button
              type="button"
              ?disabled=${busy}
              @click=${() => this.app.load({ source: 'catalog', name: 'mobilenetv2-12' })}
            >
              Download MobileNetV2 (14.0 MB, from huggingface.co)
            </button>
            <button type="button" ?disabled=${busy} @click=${() => this.app.load({ source: 'built-in' })}>
              The built-in classifier
            </button>
          </div>
          <label>
            <input
              type="checkbox"
              .checked=${live(provider === 'webgpu')}
              ?disabled=${busy}
              @change=${(event: Event) =>
                this.app.load(modelRequest, (event.target as HTMLInputElement).checked ? 'webgpu' : 'cpu')}
            />
            Run on WebGPU where this browser has it (a larger runtime, 27 MB)
          </label>
        </form>
      </details>
    `;
  }
}

customElements.define('model-status', ModelStatus);
