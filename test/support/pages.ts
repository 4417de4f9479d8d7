import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './shared.js';

/** A block of code between fences. */
export interface Block {
  readonly info: string;
  readonly code: string;
  /** What `<!-- with: … -->` above it asks for. */
  readonly needs: string;
  /** What the text block after the word "prints" says that it prints. */
  readonly prints: string | undefined;
}

/** A page of the documentation. */
export interface Page {
  readonly path: string;
  /** Everything outside of code blocks. */
  readonly prose: string;
  readonly blocks: readonly Block[];
}

function parse(path: string): Page {
  const text = readFileSync(join(root, path), 'utf8');
  // Prose and code by turns: prose, info string, code, prose, …
  const parts = text.split(/^```(.*)\n([^]*?)^```$/m);
  const blocks: Block[] = [];
  for (let i = 0; i + 3 < parts.length; i += 3) {
    const [before, info, code, after] = parts.slice(i, i + 4);
    const needs = /<!-- with: (.*) -->\s*$/.exec(before)?.[1] ?? '';
    const prints = after.trim() === 'prints' && parts[i + 4] === 'text' ? parts[i + 5] : undefined;
    blocks.push({ info, code, needs, prints });
  }
  return { path, prose: parts.filter((_, i) => i % 3 === 0).join('\n'), blocks };
}

const below = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));

/** All pages of the documentation. */
export const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...below.map((file) => `docs/${file}`)].map(
  parse,
);

export function page(path: string): Page {
  const found = pages.find((each) => each.path === path);
  if (found === undefined) throw new Error(`there is no ${path}`);
  return found;
}

/** The prose of a page below a heading of the second level. */
export function section(path: string, heading: string): string {
  const parts = page(path).prose.split(/^## /m);
  const found = parts.find((part) => part.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`${path} has no section ${heading}`);
  return found;
}

/** The rows of the tables in a text, as cells, without heads. */
export function rows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  const cells = lines.map((line) => line.slice(2, -2).split(' | '));
  return cells.filter((row, i) => !/^-+:?$/.test(row[0]) && !/^-+:?$/.test(cells[i + 1]?.[0] ?? ''));
}

/** Pieces of code inside a text, line ends as blanks. */
export function inlineCode(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1].replaceAll(/\s+/g, ' '));
}

/** Everything that is typed into a shell: lines of sh blocks and commands inside prose. */
export function commands({ prose, blocks }: Page): string[] {
  const lines = blocks.filter(({ info }) => info === 'sh').flatMap(({ code }) => code.trim().split('\n'));
  return [...lines, ...inlineCode(prose)].filter((text) => /^(npx |npm |node |pixel-deflection )/.test(text));
}
