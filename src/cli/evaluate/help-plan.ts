import { planPresets } from '../../evaluation/plan/presets/list.js';

const width = 100;

const longest = Math.max(...planPresets.map(({ name }) => name.length));

/** A name, and words beside it in as many lines as they take. */
function described(name: string, summary: string): string {
  const indent = longest + 4;
  const lines = [`  ${name.padEnd(longest)} `];
  for (const word of summary.split(' ')) {
    if (lines.at(-1)!.length + 1 + word.length > width) lines.push(' '.repeat(indent - 1));
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.join('\n');
}

/** The part of the help about plans: flags that make one, and the presets. */
export const planHelp = `Plan, in place of plan.yaml (docs/plans.md tells all fields):
  --data <path>           pictures: a folder, a list, packed records
  --limit <n>             pictures at most, drawn by the seed; --part tune, judge: half of them
  --model <model>         [name=]source[@card=path], again for each (default: the built-in one)
  --attack <attack>       [name=]method[:field=value,...], again for each: igsm:epsilon=1/2/4
  --defense <defense>     [name=]chain[@map=r-cam,ensemble=10], again for each: deflect+wavelet
  --preset <name>         in place of --attack and --defense, one of those below
  --repeats <n>           decisions of each random defense for each picture (default 1)
  --seed <n>              any integer (default 0)
  --localisation          record the places of objects and perturbations
Presets:
${planPresets.map(({ name, summary }) => described(name, summary)).join('\n')}`;
