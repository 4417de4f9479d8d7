import { expect, it } from 'vitest';
import {
  atSigmaSentence,
  attackMovesMap,
  deflectionSentence,
  denoisedSentence,
  drawsSentence,
  mapsDiffer,
  positionSentence,
} from './steps.js';

const step = { truth: 'lemon', before: 0.044, after: 0.052, said: 'orange', says: 'orange' };

it('a deflection says what was set, what was applied, and what it did', () => {
  const deflection = {
    ...step,
    set: { deflections: 1500, window: 10 },
    applied: { deflections: 122, window: 3 },
    width: 64,
    height: 64,
    copied: 366,
    map: 'Steered by the R-CAM',
    psnr: 37.21,
  };
  expect(deflectionSentence(deflection)).toBe(
    '1500 deflections and a window of 10, for 224 × 224, are 122 and 3 at 64 × 64. Steered by the R-CAM they copied 366 samples ' +
      '(37.2 dB): lemon goes from 4.4 % to 5.2 %, and the classifier still says orange.',
  );
  expect(deflectionSentence({ ...deflection, applied: deflection.set, copied: 0 })).toBe(
    '1500 deflections and a window of 10. No sample was copied: nothing changes.',
  );
});

it('a denoiser says what it did', () => {
  expect(denoisedSentence({ ...step, after: 0.774, says: 'lemon', how: 'BayesShrink', psnr: 34.12 })).toBe(
    'BayesShrink, 34.1 dB to the picture before: lemon goes from 4.4 % to 77.4 %, and the classifier now says lemon.',
  );
});

it('the player says what the classifier sees at its place', () => {
  const at = { position: 60, of: 366, says: 'orange', probability: 0.934, truth: 'lemon', after: 0.045 };
  expect(positionSentence(at)).toBe('After 60 of 366 copied samples: orange, 93.4 %; lemon has 4.5 %.');
  expect(positionSentence({ ...at, says: 'lemon' })).toBe('After 60 of 366 copied samples: lemon, 93.4 %.');
});

it('draws are counted by what they name, the true class first', () => {
  expect(drawsSentence([], 'lemon')).toBe('No draw has been tried yet.');
  expect(drawsSentence(['orange', 'orange', 'lemon', 'acorn'], 'lemon')).toBe(
    'Of 4 draws, 1 names lemon (5–70 %), 2 name orange, 1 names acorn.',
  );
  expect(drawsSentence(['orange'], 'lemon')).toBe('Of 1 draw, 0 name lemon (0–79 %), 1 names orange.');
});

it('maps are compared by their places', () => {
  const places = { name: 'CAM', first: 'at the upper left', second: 'in the middle', apart: 21.02 };
  expect(attackMovesMap(places)).toBe(
    'The CAM is largest at the upper left for the clean picture and in the middle for the attacked one: 21 pixels apart.',
  );
  expect(attackMovesMap({ ...places, apart: 0 })).toBe(
    'The CAM is largest at the upper left, at the same pixel for the clean and the attacked picture.',
  );
  expect(attackMovesMap({ ...places, second: places.first, apart: 1 })).toBe(
    'The CAM is largest at the upper left for the clean and the attacked picture, 1 pixel apart.',
  );
  expect(mapsDiffer('attacked', 1, 0.041)).toBe(
    'Of the attacked picture, CAM and R-CAM are largest 1 pixel apart; they differ by more than 0.25 in 4 % of it.',
  );
});

it('a sigma says what both pictures have there', () => {
  expect(atSigmaSentence(0.06, 0.931, 0.774)).toBe('At σ 0.06 the clean picture has 93.1 %, the attacked one 77.4 %.');
});
