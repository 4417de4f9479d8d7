import { css, html, type TemplateResult } from 'lit';
import { fileOf } from '../code/subject.js';
import { csvFile, toCsv } from '../figures/csv.js';
import { download } from '../figures/download.js';
import { buttons } from '../figures/styles.js';
import { mapPngOf, pngOf } from '../save/png.js';
import type { State } from '../state/app.js';
import type { Settings } from '../state/settings.js';
import { stagesOf } from '../state/stages.js';
import type { Picture } from '../worker/protocol.js';
import { pointsOf } from './broken.js';
import { stemOfState } from './keep-code.js';
import { outcomesTable, rowNames } from './outcomes-table.js';
import { Section } from './section.js';

/** Buttons beside each other, of this section and the one that it is a part of. */
export const buttonRow = css`
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
`;

/** A picture that can be saved, and what it is called in its file's name. */
interface Saved {
  readonly what: string;
  readonly words: string;
  readonly picture: Picture | undefined;
}

function picturesOf({ settings, picked, attack, deflected, denoised, broken }: State): Saved[] {
  const points = broken === undefined ? [] : pointsOf(broken, settings.knows);
  const adaptive = points.find(({ epsilon }) => epsilon === settings.breakEpsilon)?.adversary;
  return [
    { what: 'clean', words: 'Clean crop', picture: picked?.picture },
    { what: 'adversary', words: 'Adversary', picture: attack?.adversary },
    { what: 'deflected', words: 'Deflected', picture: deflected?.image },
    { what: 'defended', words: 'Defended', picture: denoised?.image },
    { what: 'adaptive', words: 'Adversary of “Try to break it”', picture: adaptive },
  ];
}

const mapKinds = [
  { kind: 'r-cam', words: 'R-CAM' },
  { kind: 'cam', words: 'CAM' },
] as const;

/** Pictures, maps and the table as files. */
class KeepFiles extends Section {
  static override readonly anchor = 'files';
  static override readonly heading = 'Files';
  static override readonly level = 3;
  static override styles = [...Section.styles, buttons, buttonRow];

  async #save(name: string, content: Blob | Promise<Blob>): Promise<void> {
    await this.run(async () => {
      download(name, await content);
      this.say(`Saved as ${name}.`);
    });
  }

  async #saveMap(kind: 'r-cam' | 'cam', image: Picture, { topK, aggregate }: Settings, name: string): Promise<void> {
    await this.run(async (signal) => {
      const [map] = await this.app.client.request(
        'maps',
        { image, kinds: [kind], topK, aggregate },
        { signal, lane: 'keep' },
      );
      download(name, await mapPngOf(map));
      this.say(`Saved as ${name}.`);
    });
  }

  protected override content(state: State): TemplateResult {
    const { settings, picked, attack, outcomes } = state;
    const stem = stemOfState(state);
    const seen = attack?.adversary ?? picked?.picture;
    const table = outcomes && outcomesTable(outcomes, rowNames(stagesOf(settings), settings.jpegQuality));
    return html`<p>
        Pictures are saved at the classifier’s size, as PNG of 8 bits, in which a deflected and denoised picture is
        rounded; maps are those of ${attack === undefined ? 'the clean picture' : 'the attacked picture'}, as gray PNG
        of 16 bits.
      </p>
      <div class="buttons">
        ${picturesOf(state).map(
          ({ what, words, picture }) =>
            html`<button
              type="button"
              ?disabled=${picture === undefined}
              @click=${() => picture && this.#save(fileOf(stem, what), pngOf(picture))}
            >
              ${words}
            </button>`,
        )}
        ${mapKinds.map(
          ({ kind, words }) =>
            html`<button
              type="button"
              ?disabled=${seen === undefined}
              @click=${() => seen && this.#saveMap(kind, seen, settings, fileOf(stem, kind))}
            >
              ${words}
            </button>`,
        )}
        <button
          type="button"
          ?disabled=${table === undefined}
          @click=${() => table && this.#save(`${stem}-stages.csv`, csvFile(toCsv(table.columns, table.rows)))}
        >
          The table as CSV
        </button>
      </div>
      <p class="soft">Buttons with a dashed edge wait for their section above to be computed.</p>
      ${this.status()}`;
  }
}

customElements.define('keep-files', KeepFiles);
