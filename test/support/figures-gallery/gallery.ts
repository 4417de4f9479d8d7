// All figures on one page, with content that the library computed: what test/web-figures.test.ts looks at.
import { html, render } from 'lit';
import { defineFigures } from '../../../web/src/figures/index.js';
import { explanations } from '../../../web/src/text/index.js';
import {
  attacked,
  clean,
  deflect,
  details,
  flatter,
  lines,
  map,
  outcomes,
  says,
  scores,
  thresholds,
} from './content.js';

const { picture: deflected, copies } = deflect(1);

const pictures = [
  { name: 'Clean', picture: clean, says: says.clean },
  { name: 'Attacked', picture: attacked, says: says.attacked },
  { name: 'Defended', picture: deflected, says: says.deflected },
];

const columns = [{ name: 'Stage' }, { name: 'lemon', numeric: true }, { name: 'True class first', numeric: true }];
const rows = [
  ['Clean', '94.7 %', { text: '1 of 1', n: 1 }],
  ['PD + WD', '78.2 %', { text: '14 of 20', low: '48 %', high: '85 %', n: 20 }],
  ['PD + R-CAM + WD', '88.0 %', undefined],
];

const methods = [
  { value: 'fgsm', label: 'FGSM', help: 'One step.' },
  { value: 'igsm', label: 'IGSM', help: 'Several steps.' },
];

/** Every event of the figures, in order. */
const heard: { type: string; from: string; detail: unknown }[] = [];
const types = 'show arrange seek settle move pick level input change run stop action close copy-csv save-csv'.split(
  ' ',
);
for (const type of types) {
  document.addEventListener(type, (event) => {
    if (!(event instanceof CustomEvent)) return;
    const { picture: _, ...detail } = event.detail as Record<string, unknown>;
    heard.push({ type, from: (event.target as Element).localName, detail });
  });
}
Object.assign(window, { heard });

const page = html`
  <h1>All figures</h1>
  ${Object.values(explanations).map((text) => html`<pd-explanation .text=${text}></pd-explanation>`)}
  <pd-explanation .text=${explanations.keep} level="3"></pd-explanation>
  <pd-picture .picture=${clean} name="Clean" .says=${says.clean}></pd-picture>
  <pd-picture name="To come"></pd-picture>
  <pd-compare .pictures=${pictures}></pd-compare>
  <pd-difference .from=${clean} .to=${attacked}></pd-difference>
  <pd-bars .scores=${scores} truth="0" other="1"></pd-bars>
  <pd-slider label="ε" value="4" min="0" max="16" step="1" unit="of 255 levels" help="The largest change."></pd-slider>
  <pd-choice label="Attack" .options=${methods} value="fgsm"></pd-choice>
  <pd-choice label="Attack by list" look="select" .options=${methods} value="igsm"></pd-choice>
  <pd-number label="Seed" value="7" max="99" help="Of the draws."></pd-number>
  <pd-toggle label="Use the map" checked help="Moves less where the classifier looks."></pd-toggle>
  <pd-run label="Run the attack"></pd-run>
  <pd-run id="running" label="Run the slow attack" running .done=${0.3} note="step 3 of 10"></pd-run>
  <pd-deflections .picture=${attacked} .copies=${copies}></pd-deflections>
  <pd-seeds .outcomes=${outcomes} of="20" truth="0" other="1" chosen="2"></pd-seeds>
  <pd-map .picture=${attacked} .map=${map} name="R-CAM"></pd-map>
  <pd-density .copies=${copies} width="64" height="64" .map=${map}></pd-density>
  <pd-histogram
    name="Values of both maps"
    .series=${[
      { name: 'CAM', values: map.data },
      { name: 'R-CAM', values: flatter.data },
    ]}
  ></pd-histogram>
  <pd-lines
    name="Confidence in the true class"
    .series=${lines}
    xLabel="sigma"
    yLabel="confidence"
    mark="0.04"
  ></pd-lines>
  <pd-bands .details=${details} .thresholds=${thresholds}></pd-bands>
  <pd-table caption="The six stages" .columns=${columns} .rows=${rows} note="95 % intervals." file="six.csv"></pd-table>
  <pd-status text="Ready"></pd-status>
  <pd-message
    kind="error"
    heading="The model cannot be run"
    text="It has no output."
    action="Try again"
    closable
  ></pd-message>
  <pd-message kind="warning" heading="The picture is large"></pd-message>
`;
defineFigures();
render(page, document.querySelector('main')!);
