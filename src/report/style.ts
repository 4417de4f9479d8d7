/** The style of a report: light and dark, phone and print. No font, picture or script comes from elsewhere. */
export const style = `
:root { color-scheme: light dark; --paper: #fbfaf7; --panel: #ffffff; --ink: #24262b; --soft: #61656e; --line: #e2dfd8;
  --track: #ecebe6; --other: #a4a8b0; --true: #2c7a4b; --adversarial: #c2491d; --first: #a4a8b0; --second: #3f68b5; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181b; --panel: #1f2125; --ink: #e6e4df; --soft: #a2a6ae;
  --line: #34373d; --track: #2c2f34; --other: #6d727c; --true: #5cc084; --adversarial: #f18a56; --first: #6d727c;
  --second: #7ea3ea; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 Georgia, "Times New Roman", serif;
  overflow-wrap: anywhere; }
main, header, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 3rem; }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 .5rem; font-weight: 600; }
h2 { font-size: 1.6rem; line-height: 1.25; margin: 0; font-weight: 600; }
h3 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; font-weight: 600; }
p, figcaption, li { max-width: 46rem; }
.lead { font-size: 1.12rem; color: var(--soft); max-width: 46rem; }
a { color: inherit; text-decoration-color: var(--other); text-underline-offset: .15em; }
b.true { color: var(--true); } b.adversarial { color: var(--adversarial); }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
table, .bars, .keys, .picture, .verdict, .card, nav { font-family: ui-sans-serif, system-ui, "Helvetica Neue", Arial, sans-serif; }
header + main > article:first-child { margin-top: 2rem; }
article { margin-top: 4.5rem; padding-top: 2rem; border-top: 2px solid var(--line); }
.verdict { margin: .4rem 0 0; font-size: .95rem; color: var(--soft); }
.verdict b { font-weight: 600; color: var(--ink); }
.verdict .mark { display: inline-block; width: .65em; height: .65em; border-radius: 50%; margin-right: .45em; background: var(--other); }
.verdict.recovered .mark { background: var(--true); } .verdict.lost .mark { background: var(--adversarial); }
figure { margin: 1rem 0 1.4rem; padding: 1.1rem; background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; }
figcaption { margin-top: .9rem; font-size: .95rem; line-height: 1.5; }
.row { display: flex; flex-wrap: wrap; gap: 1.1rem 1.4rem; align-items: center; }
.picture { flex: 0 1 14rem; min-width: 7rem; font-size: .82rem; color: var(--soft); }
.picture img { display: block; width: 100%; height: auto; border-radius: .25rem; }
.pixels img { image-rendering: pixelated; }
.picture span { display: block; margin-top: .3rem; }
.bars { list-style: none; margin: 0; padding: 0; flex: 1 1 17rem; min-width: 0; font-size: .88rem; }
.bars li { display: grid; grid-template-columns: minmax(0, 8.5rem) minmax(2rem, 1fr) 4rem; gap: .7rem; align-items: center; padding: .16rem 0; }
.bars .name { text-align: right; line-height: 1.2; } .bars .value { font-variant-numeric: tabular-nums; }
.bars svg { width: 100%; height: .85rem; display: block; }
.track { fill: var(--track); } .fill { fill: var(--other); }
.true .fill { fill: var(--true); } .adversarial .fill { fill: var(--adversarial); }
.bars .true .name { color: var(--true); font-weight: 600; } .bars .adversarial .name { color: var(--adversarial); font-weight: 600; }
.histogram { flex: 1 1 17rem; min-width: 0; max-width: 26rem; } .histogram svg { width: 100%; height: auto; display: block; }
.histogram text { font: 9.5px ui-sans-serif, system-ui, Arial, sans-serif; fill: var(--soft); }
.grid { stroke: var(--line); stroke-width: 1; } .first { fill: var(--first); } .second { fill: var(--second); }
.keys { margin: .2rem 0 0; font-size: .82rem; color: var(--soft); } .key { margin-right: 1rem; }
.histogram .keys svg { display: inline-block; width: .7em; height: .7em; margin-right: .35em; }
.key.first rect { fill: var(--first); } .key.second rect { fill: var(--second); }
.wide { overflow-x: auto; margin: 1rem 0; } .wide:focus-visible { outline: 2px solid var(--second); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; width: 100%; overflow-wrap: normal; }
caption { text-align: left; color: var(--soft); padding-bottom: .4rem; }
th, td { padding: .38rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th[scope=row], td.text, th.text { text-align: left; font-weight: 400; white-space: normal; min-width: 8rem; }
thead th { font-weight: 600; vertical-align: bottom; }
tr.true th, tr.true td { color: var(--true); font-weight: 600; } tr.adversarial th, tr.adversarial td { color: var(--adversarial); font-weight: 600; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: 1rem; margin: 1.5rem 0; padding: 0; list-style: none; }
.card a { display: block; text-decoration: none; } .card img { width: 100%; height: auto; display: block; border-radius: .3rem; }
.card a b { display: block; margin-top: .4rem; font-weight: 600; } .card .verdict { font-size: .82rem; line-height: 1.35; }
.notes { color: var(--soft); font-size: .95rem; }
footer { margin-top: 4rem; padding-bottom: 4rem; border-top: 2px solid var(--line); padding-top: 1.5rem; }
@media (max-width: 34rem) { header { padding-top: 1.5rem; } h1 { font-size: 1.6rem; } figure { padding: .8rem; }
  .picture { flex-basis: 8rem; flex-grow: 1; max-width: 60%; } .bars li { grid-template-columns: minmax(0, 6.5rem) minmax(2rem, 1fr) 3.6rem; } }
@media print { :root { --paper: #fff; --panel: #fff; --ink: #000; --soft: #444; } body { font-size: 10pt; }
  article { break-before: page; border: 0; margin-top: 0; } figure, .wide { break-inside: avoid; } h3 { break-after: avoid; }
  table { font-size: 7.5pt; } th, td { padding: 2pt 3pt; } .picture { flex-basis: 8rem; } nav { display: none; } }
`;
