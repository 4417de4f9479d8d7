import { oneLine } from '../../core/one-line.js';
import { checkPlan, type PlanFiles } from './check-plan.js';
import { PlanError } from './errors.js';
import type { Plan } from './plan.js';
import { problemText } from './problems.js';
import { diskFiles } from './preset-files.js';
import { yamlValues } from './yaml-values.js';

/** The name of a plan that has none: that of its file. */
function usualName(path: string): string {
  const file = path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
  return oneLine(file.replace(/\.ya?ml$/i, '') || file).slice(0, 100);
}

/**
 * The plan of a YAML file, checked and filled in. Paths in it are relative to the folder that the command runs in, as those
 * of flags are; preset files of defenses are read, no others.
 * @param path of the file, as it was typed: for messages, and the plan's name where it has none
 * @param bytes of the file
 * @throws PlanError with a line for each thing that is wrong, which names the line and column, and the field
 */
export function planFromFile(path: string, bytes: Uint8Array, files: PlanFiles = diskFiles): Plan {
  const { value, offset, at } = yamlValues(path, bytes);
  const { problems, plan } = checkPlan(value, usualName(path), files);
  if (plan !== undefined) return plan;
  const found = problems.map((problem) => ({ ...problem, offset: offset(problem.path, problem.at) }));
  throw new PlanError(
    found.toSorted((a, b) => a.offset - b.offset).map((problem) => `${at(problem.offset)}: ${problemText(problem)}`),
  );
}
