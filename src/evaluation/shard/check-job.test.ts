import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { colourCard } from '../../../test/support/colour-model.js';
import { attackOf, cleanAttack, deflection, jobOf, none } from '../../../test/support/shard-jobs.js';
import { checkJob } from './check-job.js';
import { canonicalJson, shardKey } from './key.js';
import type { ShardJob } from './shard.js';

const model = { name: 'colours', sha256: 'a'.repeat(64), card: { ...colourCard, name: 'colours' } };
const images = [
  { id: 'b/1.png', sha256: 'b'.repeat(64), label: 5 },
  { id: 'b/2.png', sha256: 'c'.repeat(64), label: 0 },
];
const adaptive = attackOf(
  { method: 'pgd', knowledge: 'adaptive', sizes: [4], against: ['pd'], adaptive: { draws: 3, map: 'held' } },
  { target: deflection },
);
const job = jobOf({ model, images, attack: adaptive });

/** Through JSON, as from a queue. */
const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** The job with something else in it, and the key of that. */
function changed(change: Partial<Record<keyof ShardJob, unknown>>): unknown {
  const other = { ...job, ...change } as ShardJob;
  return sent({ ...other, key: change.key ?? shardKey(other) });
}

describe('the key of a shard', () => {
  it('is the SHA-256 of JSON whose keys are sorted', () => {
    expect(canonicalJson({ b: [{ z: 1, a: undefined, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"z":1}]}');
    const simple = jobOf({ model, images: images.slice(0, 1), defenses: [none], attack: cleanAttack });
    const card = JSON.stringify(
      JSON.parse(canonicalJson(model.card)), // Sorted already: the order in which it is parsed.
    );
    const text =
      '{"attack":{"knowledge":"clean","measure":"none","name":"none","size":null},"code":"test",' +
      '"defenses":[{"chain":[],"ensemble":1,"map":"none","name":"none","vote":"majority"}],' +
      `"images":[{"id":"b/1.png","label":5,"sha256":"${'b'.repeat(64)}"}],"localisation":false,` +
      `"model":{"card":${card},"name":"colours","sha256":"${'a'.repeat(64)}"},"repeats":3,"seed":"7"}`;
    expect(simple.key).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('depends on everything but the place and the order of fields', () => {
    const turned = Object.fromEntries(Object.entries(job).toReversed()) as unknown as ShardJob;
    expect(shardKey({ ...turned, index: 9 } as ShardJob)).toBe(job.key);
    expect(shardKey(sent(job) as ShardJob)).toBe(job.key);
    const keys = [
      { seed: '8' },
      { repeats: 4 },
      { code: 'other' },
      { localisation: true },
      { simulate: { milliseconds: 0 } },
      { patches: 'd'.repeat(64) },
      { images: images.toReversed() },
      { defenses: [none] },
      { attack: cleanAttack },
      { model: { ...model, name: 'x' } },
    ].map((change) => shardKey({ ...job, ...change }));
    expect(new Set([job.key, ...keys]).size).toBe(keys.length + 1);
  });
});

describe('a job from outside', () => {
  it('is taken where all of it is as it should be', () => {
    const jobs = [
      job,
      jobOf({ model, images }),
      jobOf({ model, images, attack: attackOf({ method: 'deepfool', measure: 'natural', sizes: [null] }) }),
      jobOf({
        model,
        images,
        attack: attackOf({ method: 'igsm', source: 'other' }, { source: { ...model, name: 'other' } }),
      }),
      jobOf({
        model,
        images,
        simulate: { milliseconds: 2.5 },
        patches: 'd'.repeat(64),
        localisation: true,
        seed: '-12',
      }),
    ];
    for (const each of jobs) expect(checkJob(sent(each))).toEqual(sent(each));
  });

  const long = 'x'.repeat(1001);
  const plan = adaptive.plan!;
  const attackWith = (change: object) => changed({ attack: { ...adaptive, ...change } });
  const planWith = (change: object) => attackWith({ plan: { ...plan, ...change } });
  const chainOf = (...steps: unknown[]) => changed({ defenses: [{ ...deflection, chain: steps }] });
  it.each([
    ['nothing', undefined, 'Expected an object for job but received undefined'],
    ['text', 'job', 'Expected an object for job but received "job"'],
    ['another format', changed({ format: 'plan' }), "Expected 'pixel-deflection shard' for job.format but received"],
    ['another schema', changed({ schema: 2 }), 'Expected 1 for job.schema but received 2'],
    ['a field too many', { ...job, run: '/bin/sh' }, 'for the fields of job but received "run"'],
    ['a field of a prototype', JSON.parse('{"__proto__":{}}'), 'for the fields of job but received "__proto__"'],
    ['a field too few', { ...job, code: undefined }, 'Expected a text for job.code but received undefined'],
    ['another key', changed({ key: 'e'.repeat(64) }), `Expected the key of its content, ${job.key}, for job.key`],
    ['a key that is none', changed({ key: '../../x' }), 'Expected 64 hexadecimal digits in lower case for job.key'],
    ['a seed that is none', changed({ seed: '1e3' }), 'Expected a whole number as text for job.seed'],
    ['a seed as number', changed({ seed: 7 }), 'Expected a text for job.seed but received 7'],
    ['no decision', changed({ repeats: 0 }), 'Expected an integer from 1 to 1000 for job.repeats but received 0'],
    ['no picture', changed({ images: [] }), 'Expected an array of 1 to 10000 for job.images'],
    [
      'too many pictures',
      changed({ images: Array.from({ length: 10_001 }, () => images[0]) }),
      'Expected an array of 1 to 10000 for job.images but received an array of 10001',
    ],
    [
      'too many defenses',
      changed({ defenses: Array.from({ length: 1001 }, () => none) }),
      'Expected an array of 1 to 1000 for job.defenses but received an array of 1001',
    ],
    ['a picture twice', changed({ images: [images[0], images[0]] }), 'Expected different names for job.images'],
    ['a defense twice', changed({ defenses: [none, none] }), 'Expected different names for job.defenses'],
    [
      'a name that commands a terminal',
      changed({ images: [{ ...images[0], id: '../a\u001b[2J' }] }),
      'Expected a text without control characters for job.images[0].id but received "../a\\u001b[2J"',
    ],
    ['a name without end', changed({ images: [{ ...images[0], id: long }] }), 'a text of 1 to 1000 characters'],
    ['a path for a hash', changed({ images: [{ ...images[0], sha256: '/etc/passwd' }] }), 'job.images[0].sha256'],
    ['a label that is no class', changed({ images: [{ ...images[0], label: 6 }] }), 'an integer from 0 to 5'],
    [
      'a path for a model',
      changed({ model: { ...model, path: '/x' } }),
      'for the fields of job.model but received "path"',
    ],
    ['a card with holes', changed({ model: { ...model, card: { name: 'x' } } }), 'Expected a whole card, with input,'],
    ['an unknown attack', planWith({ method: 'magic' }), 'for job.attack.plan.method but received "magic"'],
    ['an option of the shard', planWith({ options: { labels: [1] } }), 'only options that the shard does not set'],
    ['a size of another plan', attackWith({ size: 5 }), 'Expected one of the sizes of its plan for job.attack.size'],
    ['a size of 0', planWith({ sizes: [0] }), 'Expected a number above 0 for job.attack.plan.sizes[0]'],
    ['no target', attackWith({ target: undefined }), 'Expected the defense that is attacked for job.attack.target'],
    [
      'an attack on clean pictures',
      changed({ attack: { ...cleanAttack, plan } }),
      'Expected no plan, target or source for clean pictures for job.attack',
    ],
    [
      'gray-box without deflection',
      changed({
        attack: attackOf({ method: 'igsm', knowledge: 'gray-box' }, { target: { ...deflection, chain: [] } }),
      }),
      'Expected a defense that deflects',
    ],
    ['an unknown step', chainOf({ transform: 'blurr', options: {} }), 'for the transform of step 1'],
    ['an unknown option', chainOf({ transform: 'jpeg', options: { qualty: 5 } }), '"qualty"'],
    ['a map that is none', changed({ defenses: [{ ...deflection, map: '/x' }] }), 'for job.defenses[0].map'],
    [
      'wild nesting',
      planWith({ options: JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) }),
      'Expected values at most 12 deep',
    ],
    ['a long simulation', changed({ simulate: { milliseconds: 1e9 } }), 'a number from 0 to 60000'],
  ])('with %s is refused on one line', (_, value, message) => {
    expect(() => checkJob(value)).toThrow(message);
    // oxlint-disable-next-line no-control-regex -- there may be none
    expect(() => checkJob(value)).toThrow(/^[^\u0000-\u001f]*$/);
  });

  it('of more than 8 MB is refused', () => {
    const options = { note: 'x'.repeat(9 * 1024 * 1024) };
    expect(() => checkJob(planWith({ options }))).toThrow('Expected a job of at most 8388608 characters');
  });
});
