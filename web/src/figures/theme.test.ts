import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Theme = ReadonlyMap<string, string>;

const source = readFileSync(new URL('theme.css', import.meta.url), 'utf8');

/** Custom properties of a part of the sheet that are colours. */
function coloursIn(part: string): Theme {
  return new Map([...part.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
}

const [lightPart, darkPart] = source.split('@media (prefers-color-scheme: dark)');
const themes = { light: coloursIn(lightPart), dark: coloursIn(darkPart) };

/** Relative luminance of WCAG 2. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const v = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(theme: Theme, first: string, second: string): number {
  const [a, b] = [first, second].map((name) => luminance(theme.get(name) ?? '#000000'));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe.each(Object.entries(themes))('the %s theme', (_, theme) => {
  it('has the same colours as the other', () => {
    expect([...theme.keys()]).toEqual([...themes.light.keys()]);
  });

  it('has text of at least 4.5 to 1, and outlines, bars and lines of at least 3 to 1', () => {
    for (const surface of ['--paper', '--panel']) {
      for (const text of ['--ink', '--soft', '--true', '--adversarial', '--accent', '--error']) {
        expect(contrast(theme, text, surface), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
      }
      for (const shape of ['--edge', '--bar']) {
        expect(contrast(theme, shape, surface), `${shape} on ${surface}`).toBeGreaterThanOrEqual(3);
      }
    }
    for (const bar of ['--bar', '--true', '--adversarial']) {
      expect(contrast(theme, bar, '--track'), `${bar} on --track`).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(theme, '--accent-ink', '--accent')).toBeGreaterThanOrEqual(4.5);
  });
});
