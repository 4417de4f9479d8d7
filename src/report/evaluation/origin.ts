import { planToYaml } from '../../evaluation/plan/write-plan.js';
import type { Manifest } from '../../evaluation/run/manifest.js';
import type { Unreadable } from '../../evaluation/shard/shard.js';
import { type Html, html } from '../html.js';
import { wideTable } from '../wide-table.js';
import { shellText } from './command.js';
import { counted } from './names.js';

/** Pictures that are listed. */
const mostPictures = 200;

/** Pictures that all rows lack, or some; nothing where there are none. */
export function unreadablePictures(unreadable: readonly Unreadable[]): Html | undefined {
  if (unreadable.length === 0) return undefined;
  const shown = unreadable.slice(0, mostPictures);
  return html`<section id="unreadable">
    <h2>Pictures left out</h2>
    <p>
      ${counted(unreadable.length, 'picture')} could not be read or attacked, or have no known class. Rows lack them:
      all rows, or those of the attacks that
      failed.${shown.length < unreadable.length ? ` The first ${shown.length}:` : undefined}
    </p>
    ${wideTable({
      id: 'unreadable-table',
      caption: 'Pictures that rows lack',
      columns: [
        { name: 'picture', text: true },
        { name: 'reason', text: true },
      ],
      rows: shown.map(
        ({ image, reason }) =>
          html`<tr>
            <th scope="row">${image}</th>
            <td class="text">${reason}</td>
          </tr>`,
      ),
    })}
  </section>`;
}

/** What a run follows from, name by name: for every format of a report. */
export function originFacts(manifest: Manifest): [name: string, value: string][] {
  const { plan, models, data, images, machine, version, code } = manifest;
  return [
    ['Plan', `${plan.name}, seed ${plan.seed}, ${counted(plan.repeats, 'draw')} of each random defense`],
    ['Pictures', `${images.length} of ${data.found} found (${data.kind}), list SHA-256 ${data.sha256}`],
    ...models.map((model): [string, string] => [
      `Model ${model.name}`,
      `${model.width} × ${model.height}, ${model.classes} classes, SHA-256 ${model.sha256}`,
    ]),
    ['Code', `pixel-deflection ${version}, ${code}`],
    [
      'Machine',
      `${machine.cpu}, ${counted(machine.cores, 'core')}, ${machine.platform} ${machine.arch}, Node ${machine.node}, ONNX Runtime ${machine.onnxruntime}`,
    ],
    ['Started', manifest.started],
  ];
}

/** Where the numbers come from, and how to get them again. */
export function origin(manifest: Manifest): Html {
  const facts = originFacts(manifest).map(
    ([name, value]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="text">${value}</td>
      </tr>`,
  );
  const plan = planToYaml(manifest.plan).trimEnd().split('\n');
  return html`<section id="origin">
    <h2>Where it comes from</h2>
    <p>This command gives the run again; on one kind of processor, byte by byte the same records:</p>
    <pre tabindex="0" aria-label="Command"><code>${shellText(manifest.command)}</code></pre>
    ${wideTable({ id: 'origin-table', caption: 'The manifest of the run', columns: [{ name: '' }, { name: 'value', text: true }], rows: facts })}
    <details>
      <summary>The whole plan, as a file for evaluate</summary>
      <pre tabindex="0" aria-label="Plan"><code>${plan.map((line) => html`${line}`)}</code></pre>
    </details>
  </section>`;
}
