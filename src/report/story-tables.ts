import type { Defense } from '../evaluation/story/index.js';
import { type Html, html } from './html.js';
import { section, type StoryParts, table } from './story-parts.js';
import { controlTable, notebookTable } from './story-table.js';

/** Step 8: the notebook's final table, and the same with one number of samples copied. */
export function tableStep({ record, picture, id }: StoryParts, defense: Defense): Html {
  const { draws, jpegQuality } = record.settings;
  return section('8 · The table', [
    html`<p>
      Mean confidence over ${draws} draws of the defense, with the notebook’s own numbers of deflections. A column
      counts as recovered when the true class is first. <b>WD</b> is the wavelets alone and
      <b>JPEG ${jpegQuality}</b> plain JPEG compression: what the defense must be compared with. The columns mix
      settings, as the notebook does: 600 deflections for PD, 200 before the wavelets, 1500 turns with the map.
    </p>`,
    table(
      notebookTable(picture, defense),
      `${id}-table`,
      'The adversary, column by column; below, the notebook’s numbers',
    ),
    html`<p>
      The same four columns with one number of samples copied, ${record.commonCopies}, so that only the method differs:
    </p>`,
    table(
      controlTable(picture, defense),
      `${id}-control`,
      `Control: ${record.commonCopies} samples copied in every column`,
    ),
  ]);
}
