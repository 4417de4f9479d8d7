import { describe, expect, it } from 'vitest';
import { rows as tableRows, section } from '../../../test/support/pages.js';
import { factsOf, flagsOf, judgement, madeFacts, rowOf, summarize } from '../../../test/support/judgements.js';
import type { EvaluationRecord } from '../records/record.js';
import type { AttackFacts, SummaryOptions } from './options.js';
import { evaluationFlagKinds } from './summary.js';

// Each flag is raised by a list of records, and not by one that differs in what it is about.

const attacks: readonly AttackFacts[] = [
  factsOf('fgsm', { oneStep: true }),
  factsOf('igsm'),
  factsOf('pgd'),
  factsOf('pgd 10', { method: 'pgd', iterations: 10 }),
  factsOf('pgd 20', { method: 'pgd', iterations: 20 }),
  factsOf('pgd 40', { method: 'pgd', iterations: 40 }),
  factsOf('square', { needs: 'logits' }),
  factsOf('transfer', { method: 'igsm', source: 'other' }),
  factsOf('noise', { needs: 'class', control: true }),
  factsOf('bpda', { method: 'pgd', targets: ['PD'] }),
];
const defenses = [
  { name: 'none', random: false },
  { name: 'PD', random: true },
  { name: 'JPEG', random: false },
];
const options: SummaryOptions = { attacks, defenses };

const row = (attack: string, right: number, given: Partial<EvaluationRecord> = {}) =>
  rowOf({ attack, ...given }, right);
const adaptive = { knowledge: 'adaptive', target: 'PD' } as const;
const onPd = { ...adaptive, defense: 'PD' } as const;
const flags = (kind: Parameters<typeof flagsOf>[0], records: EvaluationRecord[], more: SummaryOptions = {}) =>
  flagsOf(kind, records, { ...options, ...more });

describe('oblivious-only', () => {
  const igsm = row('igsm', 71, { defense: 'PD' });

  it('is raised for a defense that nobody attacked who knows it, with the number that it warns of', () => {
    const [flag, ...others] = flags('oblivious-only', [
      ...igsm,
      ...row('fgsm', 80, { defense: 'PD' }),
      ...row('igsm', 3),
    ]);
    expect(others).toEqual([]);
    expect(flag).toMatchObject({ level: 'warning', model: 'm', defense: 'PD' });
    expect(flag.message).toBe(
      'PD on m was attacked only by those who do not know it (fgsm, igsm); the worst of them leaves 71.0 % right. That says ' +
        'nothing of an attacker who does: add an adaptive attack against it before it is called robust.',
    );
  });

  it('is raised after a gray-box attack too, and not after an adaptive one', () => {
    const grayBox = row('bpda', 20, { knowledge: 'gray-box', target: 'PD', defense: 'PD' });
    expect(flags('oblivious-only', [...igsm, ...grayBox])[0].message).toContain(
      'who do not know all of it (igsm, bpda)',
    );
    expect(flags('oblivious-only', [...igsm, ...row('bpda', 20, onPd)])).toEqual([]);
  });

  it('is not raised by clean pictures, controls, or an attack on another defense', () => {
    const records = [
      ...rowOf({ defense: 'PD' }, 98),
      ...row('noise', 97, { defense: 'PD' }),
      ...row('bpda', 3, { ...adaptive, target: 'JPEG', defense: 'none' }),
    ];
    expect(flags('oblivious-only', records)).toEqual([]);
  });
});

describe('one-step-beats-iterative', () => {
  it('is raised where one step leaves less than the strongest of many, by more than chance', () => {
    // 20 pictures fall to fgsm alone: 2 / 2^20.
    const [flag] = flags('one-step-beats-iterative', [...row('fgsm', 30), ...row('igsm', 50), ...row('pgd', 60)]);
    expect(flag).toMatchObject({ level: 'warning', model: 'm', attack: 'igsm', defense: 'none' });
    expect(flag.message).toContain(
      'Against the bare classifier on m, fgsm at L∞ 4 leaves 30.0 % right, and igsm at L∞ 4 50.0 %; 20 pictures fall to the ' +
        'former alone, 0 to the latter alone (McNemar, p < 0.001).',
    );
  });

  it('is not raised by chance, by another size, or where another iterative attack is stronger', () => {
    // 4 pictures: p = 2 / 2^4 = .125.
    expect(flags('one-step-beats-iterative', [...row('fgsm', 46), ...row('igsm', 50)])).toEqual([]);
    expect(flags('one-step-beats-iterative', [...row('fgsm', 30, { epsilon: 8 }), ...row('igsm', 50)])).toEqual([]);
    expect(flags('one-step-beats-iterative', [...row('fgsm', 30), ...row('igsm', 50), ...row('pgd', 10)])).toEqual([]);
  });

  it('looks at what was attacked, and not at other defenses', () => {
    const transferred = [...row('fgsm', 30, { defense: 'PD' }), ...row('igsm', 50, { defense: 'PD' })];
    expect(flags('one-step-beats-iterative', transferred)).toEqual([]);
    const known = [...row('fgsm', 30, onPd), ...row('igsm', 50, onPd)];
    expect(flags('one-step-beats-iterative', known)).toMatchObject([{ defense: 'PD' }]);
  });
});

describe('black-box-beats-white-box', () => {
  it('is raised by attacks without gradients and by transfer', () => {
    const found = flags('black-box-beats-white-box', [
      ...row('igsm', 50),
      ...row('square', 30),
      ...row('transfer', 20),
    ]);
    expect(found).toHaveLength(2);
    expect(found[0].message).toContain('square at L∞ 4 leaves 30.0 % right, and igsm at L∞ 4 50.0 %');
    expect(found[1].message).toContain('transfer at L∞ 4 leaves 20.0 % right');
  });

  it('is not raised where gradients do better, or by noise', () => {
    const records = [...row('igsm', 20), ...row('square', 30), ...row('transfer', 40), ...row('noise', 0)];
    expect(flags('black-box-beats-white-box', records)).toEqual([]);
  });
});

describe('oblivious-beats-adaptive', () => {
  it('is raised where who does not know the defense does better', () => {
    const [flag] = flags('oblivious-beats-adaptive', [...row('igsm', 30, { defense: 'PD' }), ...row('bpda', 60, onPd)]);
    expect(flag).toMatchObject({ attack: 'bpda', defense: 'PD', level: 'warning' });
    expect(flag.message).toContain('30 pictures fall to the former alone');
  });

  it('is raised where a smaller size is enough for who does not know it', () => {
    const records = [...row('igsm', 10, { defense: 'PD', epsilon: 2 }), ...row('bpda', 60, { ...onPd, epsilon: 4 })];
    expect(flags('oblivious-beats-adaptive', records)).toMatchObject([{ attack: 'bpda', defense: 'PD' }]);
  });

  it('is not raised where who knows it does, or has less room', () => {
    const records = [...row('igsm', 60, { defense: 'PD' }), ...row('bpda', 30, onPd)];
    expect(flags('oblivious-beats-adaptive', records)).toEqual([]);
    const less = [...row('igsm', 10, { defense: 'PD', epsilon: 8 }), ...row('bpda', 60, { ...onPd, epsilon: 4 })];
    expect(flags('oblivious-beats-adaptive', less)).toEqual([]);
  });
});

describe('more-steps-help', () => {
  it('is raised where twice the steps still find more', () => {
    const [flag] = flags('more-steps-help', [...row('pgd 10', 40), ...row('pgd 20', 20)]);
    expect(flag).toMatchObject({ attack: 'pgd 20', level: 'warning' });
    expect(flag.message).toContain('With 20 steps it finds more than with 10');
  });

  it('is not raised where the last doubling changes nothing', () => {
    expect(flags('more-steps-help', [...row('pgd 10', 40), ...row('pgd 20', 20), ...row('pgd 40', 19)])).toEqual([]);
  });
});

describe('weaker-than-noise', () => {
  it('is raised where noise of the same size leaves as little', () => {
    const [flag, ...others] = flags('weaker-than-noise', [
      ...row('igsm', 90),
      ...row('noise', 85),
      ...row('igsm', 70, { epsilon: 8 }),
      ...row('noise', 70, { epsilon: 8 }),
    ]);
    expect(others).toEqual([]);
    expect(flag).toMatchObject({ level: 'warning', attack: 'igsm', defense: 'none' });
    expect(flag.message).toContain('igsm at L∞ 8 leaves 70.0 % right, and noise, which knows nothing, 70.0 %');
    expect(flag.message).toContain('So it is at 2 sizes.');
  });

  it('compares an adaptive attack with noise on the same defense', () => {
    const records = [...row('bpda', 60, onPd), ...row('noise', 50, { defense: 'PD' }), ...row('noise', 99)];
    expect(flags('weaker-than-noise', records)).toMatchObject([{ attack: 'bpda', defense: 'PD' }]);
  });

  it('is not raised where the attack does better, nothing happens, or sizes differ', () => {
    expect(flags('weaker-than-noise', [...row('igsm', 10), ...row('noise', 85)])).toEqual([]);
    expect(flags('weaker-than-noise', [...row('igsm', 100), ...row('noise', 100)])).toEqual([]);
    expect(flags('weaker-than-noise', [...row('igsm', 0), ...row('noise', 0)])).toEqual([]);
    expect(flags('weaker-than-noise', [...row('igsm', 90), ...row('noise', 85, { epsilon: 8 })])).toEqual([]);
  });
});

const curve = (...right: [size: number, right: number][]) =>
  right.flatMap(([epsilon, n]) => row('igsm', n, { epsilon }));

describe('curves', () => {
  it('that rise are flagged', () => {
    const [flag] = flags('curve-not-monotone', curve([2, 50], [4, 20], [8, 40]));
    expect(flag).toMatchObject({ attack: 'igsm', level: 'warning' });
    expect(flag.message).toContain('igsm at L∞ 4 leaves 20.0 % right, and igsm at L∞ 8 40.0 %');
  });

  it('that fall, or rise by chance, are not', () => {
    expect(flags('curve-not-monotone', curve([2, 50], [4, 22], [8, 24]))).toEqual([]);
    expect(flags('curve-not-monotone', [...row('noise', 80, { epsilon: 1 }), ...row('noise', 99)])).toEqual([]);
  });

  it('that do not come to 100 % success are flagged, by how much is left', () => {
    const [flag] = flags('curve-does-not-reach-100', curve([2, 50], [16, 12]));
    expect(flag).toMatchObject({ attack: 'igsm', level: 'warning' });
    expect(flag.message).toContain('igsm at L∞ 16, its largest size, still leaves 12.0 % of 100 right');
    expect(flags('curve-does-not-reach-100', curve([2, 50], [16, 2]))).toMatchObject([{ level: 'note' }]);
  });

  it('that come to 100 %, of black boxes, of one step, and of attacks without a size are not', () => {
    expect(flags('curve-does-not-reach-100', curve([2, 50], [16, 0]))).toEqual([]);
    expect(
      flags('curve-does-not-reach-100', [
        ...row('square', 40),
        ...row('transfer', 40),
        ...row('noise', 9),
        ...row('fgsm', 9),
      ]),
    ).toEqual([]);
    expect(flags('curve-does-not-reach-100', row('pgd', 5, { measure: 'natural', epsilon: null }))).toEqual([]);
  });
});

describe('attack-fails-undefended', () => {
  it('is raised where an attack leaves more than half of the bare classifier at its largest size', () => {
    const [flag] = flags('attack-fails-undefended', [...row('igsm', 95, { epsilon: 1 }), ...row('igsm', 80)]);
    expect(flag).toMatchObject({ attack: 'igsm', defense: 'none', level: 'warning' });
    expect(flag.message).toContain('On the bare classifier m, igsm at L∞ 4 leaves 80.0 % of 100 right');
    expect(flags('attack-fails-undefended', [...row('igsm', 95, { epsilon: 1 }), ...row('igsm', 30)])).toEqual([]);
    expect(flags('attack-fails-undefended', [...row('noise', 95), ...row('transfer', 95)])).toEqual([]);
  });

  it('is raised for an adaptive attack that fails, and is not shown to work', () => {
    const fails = row('bpda', 70, onPd);
    expect(flags('attack-fails-undefended', fails)[0].message).toContain('no row shows that this attack works');
    const bare = (right: number) => row('bpda', right, { ...adaptive, defense: 'none' });
    expect(flags('attack-fails-undefended', [...fails, ...bare(60)])[0].message).toContain(
      'the best row, bpda at L∞ 4, does not show that this attack works on the bare classifier (it leaves 60.0 %)',
    );
  });

  it('is not raised where it is shown, by its own adversaries or by the same method, or where the attack works', () => {
    const fails = row('bpda', 70, onPd);
    expect(flags('attack-fails-undefended', [...fails, ...row('bpda', 10, { ...adaptive, defense: 'none' })])).toEqual(
      [],
    );
    // `pgd` is of the method of `bpda`, `igsm` is not.
    expect(flags('attack-fails-undefended', [...fails, ...row('pgd', 10)])).toEqual([]);
    expect(flags('attack-fails-undefended', [...fails, ...row('igsm', 10)])).toHaveLength(1);
    expect(flags('attack-fails-undefended', row('bpda', 30, onPd))).toEqual([]);
  });
});

const igsm = (zeroGradients: (i: number) => number) =>
  row('igsm', 0).map((record, i) => ({ ...record, made: madeFacts({ zeroGradients: zeroGradients(i) }) }));

describe('zero-gradients', () => {
  it('is a note where a few gradients are zero, a warning where many or all of one are', () => {
    const [flag] = flags(
      'zero-gradients',
      igsm((i) => (i < 3 ? 2 : 0)),
    );
    expect(flag).toMatchObject({ attack: 'igsm', defense: 'none', level: 'note' });
    expect(flag.message).toContain(
      'For 3 of 100 adversaries of igsm against the bare classifier on m, a gradient was zero',
    );
    expect(
      flags(
        'zero-gradients',
        igsm((i) => (i < 10 ? 1 : 0)),
      ),
    ).toMatchObject([{ level: 'warning' }]);
    const [all] = flags(
      'zero-gradients',
      igsm((i) => (i < 2 ? 10 : 0)),
    );
    expect(all.level).toBe('warning');
    expect(all.message).toContain('for 2 of them every one');
  });

  it('is not raised where none is, or none was taken', () => {
    expect(
      flags(
        'zero-gradients',
        igsm(() => 0),
      ),
    ).toEqual([]);
    const square = judgement({ attack: 'square', made: madeFacts({ gradients: 0, zeroGradients: 0 }) });
    expect(flags('zero-gradients', [square])).toEqual([]);
  });
});

const twice = (defense: string) => [1, 2].map((prediction, draw) => judgement({ defense, draw, prediction }));

describe('varying-outputs', () => {
  it('is raised for a defense that claims no randomness, and for the bare classifier', () => {
    expect(flags('varying-outputs', twice('JPEG'))).toMatchObject([{ level: 'warning', model: 'm', defense: 'JPEG' }]);
    const [flag] = flags('varying-outputs', twice('none'));
    expect(flag.message).toContain(
      'the bare classifier on m draws no random numbers, and yet gave 1 picture more than one',
    );
    // On the clean picture it names something else than before.
    expect(flags('varying-outputs', [judgement({ before: 1, prediction: 3 })])).toHaveLength(1);
  });

  it('is not raised for a random one, or the same answers', () => {
    expect(flags('varying-outputs', twice('PD'))).toEqual([]);
    const same = [0, 1].map((draw) => judgement({ defense: 'JPEG', draw }));
    expect(flags('varying-outputs', same)).toEqual([]);
    expect(flags('varying-outputs', [judgement({ attack: 'igsm', before: 1, prediction: 3 })])).toEqual([]);
  });
});

describe('few-images', () => {
  it('is a warning below 100 pictures that were right, with the widest interval', () => {
    // Wilson of 20 of 40: .352 to .648.
    const [flag] = flags('few-images', [...rowOf({}, 40, 40), ...rowOf({ attack: 'igsm' }, 20, 40)]);
    expect(flag).toMatchObject({ level: 'warning', model: 'm' });
    expect(flag.message).toContain(
      '40 pictures for m, 40 of them right before: the widest interval of a recovered accuracy is 30 points (none, igsm at L∞ 4)',
    );
  });

  it('is a note where one row alone is uncertain', () => {
    const records = [...rowOf({}, 200, 200), ...rowOf({ attack: 'igsm' }, 20, 40)];
    expect(flags('few-images', records)).toMatchObject([{ level: 'note' }]);
  });

  it('says where nothing was right', () => {
    const [flag] = flags('few-images', [judgement({ before: 7, prediction: 7 })]);
    expect(flag.message).toContain('m gets none of 1 picture right');
  });

  it('is not raised by 100 pictures: no interval is wider than 20 points', () => {
    expect(flags('few-images', [...rowOf({}, 100), ...row('igsm', 50)])).toEqual([]);
  });
});

describe('incomplete', () => {
  it('is raised by rows that lack pictures or draws', () => {
    const [flag] = flags('incomplete', [...rowOf({}, 100), ...rowOf({ attack: 'igsm' }, 3, 60)]);
    expect(flag).toMatchObject({ level: 'warning', model: 'm' });
    expect(flag.message).toContain(
      '1 of 2 rows of m lack pictures or draws that others have: the shortest has 60 of 100',
    );
    const draws = [0, 1, 2].map((draw) => judgement({ defense: 'PD', draw }));
    expect(flags('incomplete', [...draws, judgement({ attack: 'igsm', defense: 'PD' })])[0].message).toContain(
      'has 1 of 3',
    );
  });

  it('is not raised where defenses differ in draws alone', () => {
    const draws = [0, 1, 2].map((draw) => judgement({ defense: 'PD', draw }));
    expect(flags('incomplete', [judgement(), ...draws])).toEqual([]);
  });
});

describe('unreadable-images', () => {
  it('says how many: a note up to one in a hundred', () => {
    const few = flags('unreadable-images', [], { pictures: { drawn: 500, unreadable: 2 } });
    expect(few).toMatchObject([{ level: 'note' }]);
    expect(few[0].message).toContain('2 of 500 pictures (0.4 %) could not be read');
    expect(flags('unreadable-images', [], { pictures: { drawn: 50, unreadable: 2 } })).toMatchObject([
      { level: 'warning' },
    ]);
    expect(flags('unreadable-images', [], { pictures: { drawn: 50, unreadable: 0 } })).toEqual([]);
  });
});

describe('no-control', () => {
  const full = [
    ...row('igsm', 0),
    ...row('igsm', 50, { defense: 'PD' }),
    ...row('noise', 95),
    ...row('square', 5),
    ...row('transfer', 60),
    ...row('bpda', 10, onPd),
  ];

  it('names what is missing', () => {
    const [flag] = flags('no-control', [...row('igsm', 0), ...row('igsm', 50, { defense: 'PD' })]);
    expect(flag).toMatchObject({ level: 'note', model: 'm' });
    expect(flag.message).toContain(
      'have no random noise of the same size, no attack without gradients (square), no adversaries of another model ' +
        '(transfer), no adaptive attack beside them.',
    );
    for (const [attack, words] of [
      ['noise', 'random noise'],
      ['square', 'without gradients'],
      ['transfer', 'another model'],
      ['bpda', 'adaptive'],
    ]) {
      const found = flags(
        'no-control',
        full.filter((record) => record.attack !== attack),
      );
      expect(found).toHaveLength(1);
      expect(found[0].message).toContain(words);
    }
  });

  it('is not raised where all are there, or nothing was attacked', () => {
    expect(flags('no-control', full)).toEqual([]);
    expect(flags('no-control', rowOf({}, 100))).toEqual([]);
  });
});

describe('gradient-masking', () => {
  it('sums up signs, by what was attacked', () => {
    const records = [...row('fgsm', 30, onPd), ...row('igsm', 50, onPd), ...row('square', 10, onPd), ...row('pgd', 0)];
    const found = flags('gradient-masking', records);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ level: 'warning', model: 'm', defense: 'PD' });
    expect(found[0].message).toContain(
      'one step does better than many; attacks without gradients do better than those with.',
    );
  });

  it('is not concluded from attacks that follow no gradient of the model', () => {
    for (const attack of ['square', 'transfer']) {
      const rising = [...row(attack, 30, { epsilon: 2 }), ...row(attack, 70, { epsilon: 4 })];
      const records = [
        ...rising,
        ...row('noise', 50, { epsilon: 4 }),
        ...row('igsm', 10),
        ...row('igsm', 20, { epsilon: 2 }),
      ];
      expect(flags('weaker-than-noise', records)).toMatchObject([{ attack }]);
      expect(flags('curve-not-monotone', records)).toMatchObject([{ attack }]);
      expect(flags('gradient-masking', records)).toEqual([]);
    }
    const zero = madeFacts({ gradients: 5, zeroGradients: 5 });
    const [flag] = flags('zero-gradients', [judgement({ attack: 'transfer', made: zero })]);
    expect(flag.message).toContain('adversaries of transfer made on other for m, a gradient was zero');
    expect(flags('gradient-masking', [judgement({ attack: 'transfer', made: zero })])).toEqual([]);
  });

  it('is not raised by a good evaluation', () => {
    const records = [
      ...rowOf({}, 100),
      ...rowOf({ defense: 'PD' }, 97),
      ...[2, 4, 8].flatMap((epsilon) => [
        ...row('fgsm', 60 - 5 * epsilon, { epsilon }),
        ...row('pgd', 40 - 5 * epsilon, { epsilon }),
        ...row('square', 50 - 5 * epsilon, { epsilon }),
        ...row('transfer', 80 - 5 * epsilon, { epsilon }),
        ...row('noise', 98 - epsilon, { epsilon }),
        ...row('bpda', 40 - 5 * epsilon, { ...onPd, epsilon }),
        ...row('bpda', 60 - 5 * epsilon, { ...adaptive, defense: 'none', epsilon }),
      ]),
    ];
    expect(summarize(records, options).flags).toEqual([]);
  });
});

describe('messages', () => {
  it('are one line, whatever names hold', () => {
    const { flags } = summarize(row('igsm', 71, { defense: 'PD\n\u001b[31m' }), options);
    expect(flags.some(({ message }) => message.includes('PD\\n\\x1b[31m'))).toBe(true);
    for (const { message } of flags) expect(message).not.toMatch(/\p{Cc}/u);
  });
});

describe('the documentation', () => {
  it('explains every flag', () => {
    const explained = tableRows(section('docs/statistics.md', 'Flags')).map(([kind]) => kind.replaceAll('`', ''));
    expect(explained.toSorted()).toEqual(evaluationFlagKinds.toSorted());
  });
});
