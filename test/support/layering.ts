import { posix } from 'node:path';
import { builtinModules } from 'node:module';

/** Source files by their path from the root of the project, such as `src/core/image.ts`. */
export type Sources = ReadonlyMap<string, string>;

/** The rule that the folders of `src` keep. */
export interface Rule {
  /** Folders from the first, which imports none of the others, to the last. */
  readonly order: readonly string[];
  /** Folders that run in browsers unchanged: no built-in module of Node, and of packages only those named here. */
  readonly pure: Readonly<Record<string, readonly string[]>>;
  /** The folder whose files are reached through conditional imports only. */
  readonly platform: string;
  /** `imports` of package.json: the source files behind each `#name`, one for each platform. */
  readonly conditional: Readonly<Record<string, readonly string[]>>;
  /** The public entry. It stands above all folders but the last, and reaches no package. */
  readonly entry: string;
}

export interface Import {
  readonly specifier: string;
  /** `import type …` or `export type …`: gone when the program runs. */
  readonly typeOnly: boolean;
}

/**
 * The imports of a module: static ones, re-exports, `import()` of a fixed name, and `new URL(…, import.meta.url)`, by
 * which threads are started. Written for formatted code: a comment that holds an example starts its own line.
 */
export function importsOf(source: string): Import[] {
  const code = source.replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, '').replace(/^[ \t]*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const [, type, specifier] of code.matchAll(
    /^[ \t]*(?:import|export)[ \t]+(?:(type)\s+(?!from\b))?(?:[\w$*\s{},]*?\s*from\s*)?['"]([^'"\n]+)['"]/gm,
  )) {
    found.push({ specifier, typeOnly: type !== undefined });
  }
  for (const [, specifier] of code.matchAll(/\bimport\(\s*['"]([^'"\n]+)['"]/g)) {
    found.push({ specifier, typeOnly: false });
  }
  for (const [, specifier] of code.matchAll(/\bnew URL\(\s*['"](\.[^'"\n]+)['"],\s*import\.meta\.url/g)) {
    found.push({ specifier, typeOnly: false });
  }
  return found;
}

/** The folder below `src` of a file; '' for a file of `src` itself. */
function folderOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? parts[1] : '';
}

/** `@scope/name/sub` is of the package `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(packageOf(specifier));
}

/** The source files that an import leads to; none for packages and built-in modules. */
function targetsOf(from: string, { specifier }: Import, rule: Rule): readonly string[] {
  if (specifier.startsWith('#')) return rule.conditional[specifier] ?? [];
  if (!specifier.startsWith('.')) return [];
  return [posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')];
}

/** What one import breaks, in words; undefined where it keeps the rule. */
function broken(from: string, imported: Import, sources: Sources, rule: Rule): string | undefined {
  const { specifier } = imported;
  const folder = folderOf(from);
  if (specifier.startsWith('#') && !(specifier in rule.conditional)) return 'is not in the imports of package.json';
  const targets = targetsOf(from, imported, rule);
  if (targets.length === 0) {
    if (!(folder in rule.pure)) return undefined;
    if (isBuiltin(specifier)) return `is not there in browsers, where ${folder} runs too`;
    return rule.pure[folder].includes(packageOf(specifier)) ? undefined : `is not among the packages of ${folder}`;
  }
  for (const target of targets) {
    if (!sources.has(target)) return 'does not exist';
    const into = folderOf(target);
    if (from === rule.entry || into === folder || specifier.startsWith('#')) continue;
    if (into === rule.platform) return `is reached through a # import only`;
    if (target === rule.entry) {
      if (folder !== rule.order.at(-1)) return 'is the public entry';
      continue;
    }
    // What runs on one platform may see the types of the first folder.
    const own = folder === rule.platform ? 0.5 : rule.order.indexOf(folder);
    if (!(rule.order.indexOf(into) < own)) return `is not above ${folder}`;
  }
  return undefined;
}

/** The files of one cycle, or undefined where there is none. */
function findCycle(sources: Sources, rule: Rule): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const imported of importsOf(sources.get(file) ?? '')) {
      for (const target of targetsOf(file, imported, rule)) {
        const cycle = visit(target);
        if (cycle) return cycle;
      }
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of sources.keys()) {
    const cycle = visit(file);
    if (cycle) return cycle;
  }
  return undefined;
}

/** Packages and built-in modules that a file needs when it runs, itself and through others, each with who asks for it. */
export function packagesReached(entry: string, sources: Sources, rule: Rule): string[] {
  const seen = new Set([entry]);
  const found: string[] = [];
  for (const file of seen) {
    for (const imported of importsOf(sources.get(file) ?? '')) {
      if (imported.typeOnly) continue;
      const targets = targetsOf(file, imported, rule);
      if (targets.length === 0) found.push(`${imported.specifier} (${file})`);
      for (const target of targets) seen.add(target);
    }
  }
  return found;
}

/** Everything in which the sources break the rule, one line each. */
export function violations(sources: Sources, rule: Rule): string[] {
  const lines: string[] = [];
  for (const [file, source] of sources) {
    const folder = folderOf(file);
    if (folder !== '' && folder !== rule.platform && !rule.order.includes(folder)) {
      lines.push(`${file}: src/${folder} is not in the order of folders`);
    }
    for (const imported of importsOf(source)) {
      const what = broken(file, imported, sources, rule);
      if (what) lines.push(`${file}: ${imported.specifier} ${what}`);
    }
  }
  const cycle = findCycle(sources, rule);
  if (cycle) lines.push(`cycle: ${cycle.join(' → ')}`);
  const reached = packagesReached(rule.entry, sources, rule);
  for (const name of reached) lines.push(`${rule.entry} reaches ${name}`);
  return lines;
}
