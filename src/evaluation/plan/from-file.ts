import { oneLine } from '../../core/one-line.js';
import { checkPlan, type PlanFiles } from './check-plan.js';
import { PlanError } from './errors.js';
import type { Plan } from './plan.js';
import { type Path, pathText, problemText } from './problems.js';
import { diskFiles } from './preset-files.js';
import { yamlValues } from './yaml-values.js';

/** The name of a plan that has none: that of its file. */
function usualName(path: string): string {
  const file = path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
  return oneLine(file.replace(/\.ya?ml$/i, '') || file).slice(0, 100);
}

/** A plan, and where its fields stand in its file. */
export interface PlacedPlan {
  readonly plan: Plan;
  /** `plan.yaml:7:5: models[1]` of a field of the plan, for what shows itself only with models and pictures. */
  readonly at: (field: Path) => string;
}

/** Where its file has a field of a plan: a plan has the bare classifier first among its defenses, a file where it likes. */
function asWritten(value: unknown, field: Path): Path {
  const [list, place, ...inner] = field;
  if (list !== 'defenses' || typeof place !== 'number') return field;
  const { defenses } = value as { readonly defenses: readonly unknown[] };
  const places = defenses.flatMap((each, i) => (each === 'none' ? [] : [i]));
  return [list, places[place - 1], ...inner];
}

/**
 * The plan of a YAML file, and the places of its fields.
 * @throws PlanError as `planFromFile` does
 */
export function placedPlan(path: string, bytes: Uint8Array, files: PlanFiles = diskFiles): PlacedPlan {
  const { value, offset, at } = yamlValues(path, bytes);
  const { problems, plan } = checkPlan(value, usualName(path), files);
  if (plan !== undefined) {
    const placed = (field: Path) => `${at(offset(field, 'value'))}: ${pathText(field)}`;
    return { plan, at: (field) => placed(asWritten(value, field)) };
  }
  const found = problems.map((problem) => ({ ...problem, offset: offset(problem.path, problem.at) }));
  throw new PlanError(
    found.toSorted((a, b) => a.offset - b.offset).map((problem) => `${at(problem.offset)}: ${problemText(problem)}`),
  );
}

/**
 * The plan of a YAML file, checked and filled in. Paths in it are relative to the folder that the command runs in, as those
 * of flags are; preset files of defenses are read, no others.
 * @param path of the file, as it was typed: for messages, and the plan's name where it has none
 * @param bytes of the file
 * @throws PlanError with a line for each thing that is wrong, which names the line and column, and the field
 */
export function planFromFile(path: string, bytes: Uint8Array, files: PlanFiles = diskFiles): Plan {
  return placedPlan(path, bytes, files).plan;
}
