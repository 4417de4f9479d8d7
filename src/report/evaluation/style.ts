import { style as common } from '../style.js';

/** The style of an evaluation's page: that of all reports, and what its charts and tables need. */
export const style = `${common}
:root { --series-0: #61656e; --series-1: #2f62b5; --series-2: #c2491d; --series-3: #2c7a4b; --series-4: #8a3fa0;
  --series-5: #946a00; --series-6: #0b7480; --series-7: #b32d62; --series-8: #5d6b1f; --series-9: #7a5230;
  --warning: #a8480f; --warning-paper: #fdf3ea; --tint: #f3f1ec; }
@media (prefers-color-scheme: dark) { :root { --series-0: #a2a6ae; --series-1: #7ea3ea; --series-2: #f18a56;
  --series-3: #5cc084; --series-4: #cb97e0; --series-5: #e0b64f; --series-6: #55c2cf; --series-7: #f083ae;
  --series-8: #b3c257; --series-9: #cda683; --warning: #f0a068; --warning-paper: #2d2219; --tint: #25282d; } }
h1, h2, h3, h4 { text-wrap: balance; } caption { max-width: min(46rem, calc(100vw - 2.5rem)); }
section { margin-top: 3.4rem; } section > h2 { padding-top: 1.4rem; border-top: 2px solid var(--line); margin-bottom: .6rem; }
h4 { font: 600 1rem/1.35 ui-sans-serif, system-ui, "Helvetica Neue", Arial, sans-serif; margin: 0 0 .5rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .8rem; margin: 1.6rem 0; padding: 0; list-style: none; }
.facts li { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .9rem;
  font: .82rem/1.35 ui-sans-serif, system-ui, Arial, sans-serif; color: var(--soft); }
.facts b { display: block; font-size: 1.45rem; font-weight: 600; color: var(--ink); font-variant-numeric: tabular-nums; }
.contents { font-size: .88rem; margin: 1.2rem 0; } .contents a { display: inline-block; margin: 0 1rem .3rem 0; }
.banner { border: 1px solid var(--warning); border-left-width: .4rem; border-radius: .4rem; background: var(--warning-paper);
  padding: .3rem 1.1rem; margin: 1.6rem 0; } .banner p { margin: .6rem 0; max-width: none; }
.flags { list-style: none; padding: 0; } .flags li { margin: .5rem 0; padding-left: .9rem; border-left: .25rem solid var(--line); }
.flags .warning { border-color: var(--warning); }
.level, .badge { display: inline-block; font: 600 .7rem/1 ui-sans-serif, system-ui, Arial, sans-serif; letter-spacing: .02em;
  padding: .25em .5em; border-radius: .3em; border: 1px solid var(--line); color: var(--soft); white-space: nowrap; vertical-align: .1em; }
.warning .level, .badge.oblivious { color: var(--warning); border-color: currentColor; }
.badge.gray-box { color: var(--series-5); border-color: currentColor; }
.badge.adaptive { color: var(--paper); background: var(--ink); border-color: var(--ink); }
.badge.control { border-style: dashed; }
td.rate { line-height: 1.25; } td.rate b { display: block; font-weight: 600; }
.interval { color: var(--soft); font-size: .92em; } td.best { background: var(--tint); } td.best b::after { content: " ★"; font-size: .7em; }
thead th, thead th.text { font-weight: 600; } thead th { white-space: normal; min-width: 3.2rem; } thead th.text { min-width: 6rem; }
.wide th[scope=row], .wide thead th:first-child { position: sticky; left: 0; background: var(--paper); }
figure .wide th[scope=row], figure .wide thead th:first-child { background: var(--panel); }
.chart { display: block; max-width: 100%; height: auto; margin: 0 auto; overflow: visible; }
.chart text { font-family: ui-sans-serif, system-ui, "Helvetica Neue", Arial, sans-serif; white-space: pre; }
.chart.phone { display: none; } .chart.page { font-size: 12px; } .chart.half { font-size: 11px; } .chart.phone { font-size: 10.5px; }
.series-keys { list-style: none; display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; margin: 0 0 .6rem; padding: 0;
  font: .84rem/1.4 ui-sans-serif, system-ui, Arial, sans-serif; }
.series-keys li { display: flex; align-items: center; gap: .4rem; } .sample { flex: none; display: block; }
.side-by-side { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 0 1.2rem; }
.side-by-side > figure { min-width: 0; }
details { margin-top: .7rem; } summary { cursor: pointer; font: .86rem/1.5 ui-sans-serif, system-ui, Arial, sans-serif; color: var(--soft); }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .8rem 1rem; overflow-x: auto;
  font: .84rem/1.5 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; }
.strip .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr)); gap: .8rem; align-items: start; }
.strip .picture { min-width: 0; max-width: none; }
@media (max-width: 44rem) { .chart.page, .chart.half { display: none; } .chart.phone { display: block; } section { margin-top: 2.4rem; }
  .facts b { font-size: 1.2rem; } th[scope=row], td.text, th.text { min-width: 5.5rem; } .wide th[scope=row] { max-width: 9rem; } }
@media print { .banner, .flags li, .series-keys { break-inside: avoid; } section { margin-top: 1.6rem; } h2, h4 { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; } summary { list-style: none; }
  .chart.page, .chart.half { display: block; max-width: 15cm; } .chart.phone { display: none; } .wide { overflow: visible; }
  th, td, caption, thead th, th[scope=row], td.text, th.text, thead th.text { white-space: normal; min-width: 0; max-width: none; overflow-wrap: anywhere; }
  .wide table { font-size: .72em; } .wide th, .wide td { padding-left: .3em; padding-right: .3em; } .wide th { position: static; }
  td.best { outline: 1px solid var(--soft); } tr { break-inside: avoid; } .wide { break-inside: auto; } .contents { display: none; } }
`;
