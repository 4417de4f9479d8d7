// The tables of docs/results.md, from results/*.json: each stands between two comments that name it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedTable3, publishedTable4 } from '../../dist/evaluation/plan/published.js';

const percent = (share) => (share === null ? '' : String(Math.round(share * 100)));
const points = (share) => `${share < 0 ? '−' : '+'}${Math.abs(Math.round(share * 100))}`;
const cell = (text) => String(text).replaceAll('|', String.raw`\|`);
const withInterval = ([share, low, high]) => `${percent(share)} (${percent(low)}–${percent(high)})`;

const line = (cells) => `| ${cells.map(cell).join(' | ')} |`;

function table(heads, rows) {
  return [line(heads), line(heads.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** A rate of a model under an attack behind a defense: accuracy over right pictures, or `destroyed`. */
function shareOf({ rows }, model, attack, epsilon, defense, what = 'recovered') {
  return rows.find(
    (row) =>
      row.model === model &&
      row.attack === attack &&
      row.epsilon === epsilon &&
      row.defense === defense &&
      (row.target === undefined || row.target === defense),
  )?.[what];
}

const methods = { FGSM: 'fgsm', IGSM: 'igsm', DeepFool: 'deepfool', JSMA: 'jsma', 'L-BFGS': 'l-bfgs', 'C&W': 'cw' };

/** Accuracy over right pictures behind each defense, under the six attacks at the paper's sizes, its own numbers below. */
function paperTable(results, model) {
  const six = results.attacks.filter(({ name }) => name in methods);
  const columns = [['none', null], ...six.map(({ name, sizes }) => [name, sizes[0]])];
  const heads = ['Accuracy, %', 'clean', ...six.map(({ name, sizes }) => `${name}, ${String(sizes[0]).slice(1)}`)];
  const ours = results.defenses.map(({ name }) => [
    name === 'none' ? 'undefended' : name,
    ...columns.map(([attack, size]) => withInterval(shareOf(results, model, attack, size, name))),
  ]);
  const paper = [
    ['undefended', 'undefended'],
    ['defended', 'PD+R-CAM+WD'],
    ['ensemble', 'Ens-10'],
  ].map(([key, name]) => [
    `*paper, ResNet-50: ${name}*`,
    ...columns.map(([attack]) => {
      const method = attack === 'none' ? 'none' : methods[attack];
      const row = publishedTable3.find((each) => each.model === 'ResNet-50' && each.attack === method);
      return row[key].toFixed(0);
    }),
  ]);
  const sizes = columns.map(([attack, size]) => {
    const median = shareOf(results, model, attack, size, 'none', 'medianRelativeL2');
    return attack === 'none' ? '' : median.toFixed(3).replace(/^0/, '');
  });
  return table(heads, [...ours, ['*relative L2, median*', ...sizes], ...paper]);
}

/** Why numbers of a run are to be read with care, without advice; that attackers do not know the defenses the page says itself. */
function flagList({ flags }) {
  const shown = flags.filter(({ kind, level }) => level === 'warning' && kind !== 'oblivious-only');
  return shown.map(({ kind, message }) => `- \`${kind}\`: ${message.split(/(?<=\.) (?=[A-Z])/)[0]}`).join('\n');
}

/** What the plans have of each defense of the paper's Table 4, which joins Guo's three transforms. */
const ofTable4 = {
  'feature squeezing': ['bit depth', 'median'],
  Xie: ['resize+pad'],
  Guo: ['TVM', 'crop+TVM', 'quilting'],
  PD: ['PD'],
  'PD+R-CAM+DWT': ['PD+R-CAM+WD', 'Ens-10'],
};

/** Destruction rates: the paper's Table 4, and below each of its defenses ours. */
function destructionTable(results) {
  const attacks = results.attacks.filter(({ name }) => ['FGSM', 'IGSM', 'DeepFool', 'C&W'].includes(name));
  const heads = ['Destruction rate, %', 'network', ...attacks.map(({ name, sizes }) => `${name}, ${sizes[0]}`)];
  const published = publishedTable4.filter(({ defense }) => defense in ofTable4);
  const rows = published.flatMap(({ defense, ...rates }) => {
    const paper = attacks.map(({ name }) => rates[methods[name]] ?? null).map(percent);
    const ours = results.models.flatMap(({ name: model }) =>
      ofTable4[defense].map((own) => [
        own,
        model,
        ...attacks.map(({ name, sizes }) => withInterval(shareOf(results, model, name, sizes[0], own, 'destroyed'))),
      ]),
    );
    return [[`*paper: ${defense}*`, 'ResNet-50', ...paper], ...ours];
  });
  return table(heads, rows);
}

/** Right pictures that no attack of the run breaks behind a defense, those by who knows it among them where there are any. */
function worstOf({ worst }, model, defense) {
  const found = worst.filter((each) => each.model === model && each.defense === defense);
  return (found.find(({ knowledge }) => knowledge === 'adaptive') ?? found[0]).recovered;
}

/** The same defenses against attackers of one size, who ignore them and who know them, and against all of these at once. */
function knowingTable(results, model) {
  const { attacks, defenses } = results;
  const used = attacks.filter(
    ({ name, source }) => source !== model && (!(name in methods) || results.name !== 'built-in'),
  );
  const columns = used.flatMap(({ name, sizes }) => sizes.map((size) => [name, size]));
  const heads = ['Accuracy, %', ...columns.map(([name, size]) => `${name}, ${size}`), 'worst case'];
  const rows = defenses.flatMap(({ name }) => {
    const cells = columns.map(([attack, size]) => {
      const { against } = attacks.find((each) => each.name === attack);
      // The bare classifier is judged beside each target; what counts is the attack on itself.
      const found = against && name === 'none' ? undefined : shareOf(results, model, attack, size, name);
      return found === undefined ? '' : withInterval(found);
    });
    if (cells.at(-1) === '' && name !== 'none') return [];
    return [[name === 'none' ? 'undefended' : name, ...cells, withInterval(worstOf(results, model, name))]];
  });
  return table(heads, rows);
}

/** The tuned chain against transforms at equal clean accuracy. */
function tuningTable({ comparisons, attacks }) {
  const families = [...new Set(comparisons.map(({ family }) => family))];
  const mark = { interpolated: '', 'keeps more': ' ↑', 'keeps less': ' ↓' };
  const rows = families.map((family) => [
    family,
    ...attacks.map((attack) => {
      const found = comparisons.find((each) => each.family === family && each.attack === attack);
      return `${points(found.difference)} (${points(found.low)} to ${points(found.high)})${mark[found.at]}`;
    }),
  ]);
  return table(['Tuned − transform, points', ...attacks], rows);
}

function chosenLine({ chosen, pictures, candidates, keepsEnough, keepClean }) {
  const scores = `${percent(chosen.clean)} % of the clean pictures, ${percent(chosen.recovered)} % recovered (mean over the attacks)`;
  const enough = keepsEnough ? '' : ` No chain kept ${percent(keepClean)} % in the search; this one keeps most.`;
  return `\`${chosen.text.replace(/^[^=]*=/, '')}\`: of ${candidates} chains, picked on ${pictures.search} right pictures; on ${pictures.judge} others it keeps ${scores}.${enough}`;
}

/** What a run was made with. */
function madeWith({ records, seed, code, machine: { cpu, cores, platform, arch, node, onnxruntime } }) {
  const where = `${cpu}, ${cores} cores, ${platform} ${arch}, Node ${node}, ONNX Runtime ${onnxruntime}`;
  return `${records.toLocaleString('en')} records, seed ${seed}, code ${code}; ${where}.`;
}

const makers = {
  made: madeWith,
  flags: flagList,
  paper: paperTable,
  destruction: destructionTable,
  knowing: knowingTable,
  tuning: tuningTable,
  chosen: chosenLine,
};

/**
 * The page with its tables made again; all else stays.
 * @param folder of the results
 */
export function renderPage(text, folder) {
  return text.replaceAll(
    /(<!-- results: (\S+) (\S+)(?: (.+?))? -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, head, maker, file, model, end) => {
      const results = JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8'));
      return `${head}\n${makers[maker](results, model)}\n\n${end}`;
    },
  );
}
