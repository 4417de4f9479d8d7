import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeShared, shared } from '../../../test/support/shared.js';
import { publishedTable1, publishedTable3, publishedTable4 } from './published.js';

const attacks: Readonly<Record<string, string>> = {
  Clean: 'none',
  FGSM: 'fgsm',
  IGSM: 'igsm',
  DeepFool: 'deepfool',
  JSMA: 'jsma',
  'L-BFGS': 'l-bfgs',
  'C&W': 'cw',
};

/** `.05 · 20.0 → 79.9/81.5` */
function numbers(cell: string): number[] {
  return [...cell.matchAll(/\d*\.?\d+/g)].map(([digits]) => Number(digits));
}

describeShared("the paper's numbers", () => {
  const facts = readFileSync(shared('facts.md'), 'utf8');

  it('of Table 3 are those of the collected facts', () => {
    const table = facts.slice(facts.indexOf("### The paper's Table 3")).split('\n\n')[0].split('\n');
    const found = table.flatMap((line) => {
      const [, attack, ...cells] = line.split('|').map((cell) => cell.trim());
      if (!(attack in attacks)) return [];
      return ['ResNet-50', 'VGG-19', 'Inception-v3'].map((model, i) => {
        const given = numbers(cells[i]);
        return [model, attacks[attack], ...(given.length === 3 ? [null, ...given] : given)];
      });
    });
    expect(found).toHaveLength(21);
    const ours = publishedTable3.map(({ model, attack, relativeL2, undefended, defended, ensemble }) => [
      model,
      attack,
      relativeL2,
      undefended,
      defended,
      ensemble,
    ]);
    expect(new Set(ours.map(String))).toEqual(new Set(found.map(String)));
  });

  it('of Table 1 are those of the collected facts', () => {
    const text = /Table 1, larger perturbations \(ResNet-50\): (.*)/.exec(facts)![1];
    const found = text.split('; ').map((part) => {
      const [name] = part.split(' ');
      return [attacks[name], ...numbers(part.slice(name.length))];
    });
    expect(
      publishedTable1.map((row) => [row.attack, row.relativeL2, row.undefended, row.defended, row.ensemble]),
    ).toEqual(found);
  });

  it('of Table 4 are those of the collected facts', () => {
    const text = /Table 4, destruction rate .*?: (.*)/.exec(facts)![1];
    const ours = publishedTable4.map(({ fgsm, igsm, deepfool, cw }) => [fgsm, igsm, deepfool, cw]);
    const given = text
      .split('; ')
      .map((part) =>
        [...part.replaceAll('**', '').matchAll(/(?<=\s)(?:\.\d{3}|-)(?=\s|\.|$)/g)].map(([each]) =>
          each === '-' ? null : Number(each),
        ),
      );
    expect(given).toEqual(ours);
  });
});
