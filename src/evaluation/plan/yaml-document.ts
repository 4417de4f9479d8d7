import { type Document, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { showPath } from '../../io/show-path.js';
import { PlanError } from './errors.js';

/** Bytes of a plan at most. */
const mostBytes = 1 << 20;

/** A parsed file, without errors of YAML. */
export interface YamlDocument {
  readonly document: Document.Parsed;
  /** `plan.yaml:7:5` */
  readonly at: (offset: number) => string;
}

const words: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  MULTIPLE_DOCS: 'Expected one YAML document but received several',
  TAB_AS_INDENT: 'Expected spaces for indentation but received a tab',
};

/**
 * Parses a file of YAML 1.2.
 * @param path as it was typed
 * @throws PlanError for bytes that are not UTF-8, what is no single YAML document, and what is too large
 */
export function yamlDocument(path: string, bytes: Uint8Array): YamlDocument {
  const name = showPath(path);
  if (bytes.length > mostBytes) {
    throw new PlanError([`${name}: Expected a plan of at most 1 MB but received ${bytes.length} bytes`]);
  }
  let source: string;
  try {
    source = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new PlanError([`${name}: Expected text in UTF-8 but received other bytes`], { cause: error });
  }
  const lineCounter = new LineCounter();
  let document: Document.Parsed;
  try {
    // Fields that are there twice are looked for later: the parser compares each with each.
    document = parseDocument(source, { lineCounter, prettyErrors: false, uniqueKeys: false, intAsBigInt: true });
  } catch (error) {
    // The parser calls itself for each level.
    const what = error instanceof RangeError ? 'fewer levels of nesting' : 'YAML';
    throw new PlanError([`${name}: Expected ${what} but received what cannot be parsed`], { cause: error });
  }
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${name}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  if (document.errors.length > 0) {
    throw new PlanError(
      document.errors.map(({ code, message, pos }) => `${at(pos[0])}: ${words[code] ?? `Expected YAML: ${message}`}`),
    );
  }
  return { document, at };
}
