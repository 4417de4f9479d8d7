import { readFileSync, statSync } from 'node:fs';
import { showPath } from '../../io/show-path.js';
import { parsePreset } from '../../pipeline/preset.js';
import type { PlanFiles } from './check-plan.js';
import { complain, type Problem, problemText } from './problems.js';
import { nameText, text } from './readers.js';

/** Bytes of a preset file at most: it holds one defense. */
const mostBytes = 1 << 20;

/** Reads preset files of defenses from the disk. */
export const diskFiles: PlanFiles = {
  preset: (place) => {
    const path = text(place, 'a preset file');
    if (path === undefined) return undefined;
    try {
      const facts = statSync(path);
      if (!facts.isFile())
        return complain(place, `Expected a preset file but received ${showPath(path)}, which is no file`);
      if (facts.size > mostBytes) {
        return complain(
          place,
          `Expected a preset file of at most 1 MB but received ${showPath(path)} of ${facts.size} bytes`,
        );
      }
      const { name, chain, map, ensemble, vote, topK } = parsePreset(readFileSync(path, 'utf8'));
      const problems: Problem[] = [];
      if (nameText({ value: name, path: ['name'], problems }) === undefined)
        return complain(place, `${showPath(path)}: ${problemText(problems[0])}`);
      return { name, chain, map, ensemble, vote, ...(topK === undefined ? {} : { topK }) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT')
        return complain(place, `Expected a preset file but received ${showPath(path)}, which is not there`);
      return complain(place, `${showPath(path)}: ${message}`);
    }
  },
};
