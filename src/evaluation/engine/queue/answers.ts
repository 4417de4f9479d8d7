import { EngineError } from '../engine.js';
import { prefix } from './names.js';

// What the errors mean that a broker answers with.

/** Answers after which trying again is of no use. */
const denied: readonly [RegExp, string][] = [
  [/^WRONGPASS|invalid (username-)?password/i, 'the user or the password is wrong'],
  [/^NOAUTH/, 'a password is needed: in the address, or in PIXEL_DEFLECTION_REDIS_PASSWORD'],
  [
    /^NOPERM/,
    `the user has not the right to a command or key: it needs the keys ${prefix}:* and all commands but dangerous ones, ` +
      'and INFO',
  ],
  [/DB index is out of range|invalid DB index/i, 'there is no database of this number'],
];

/** Answers of a broker that cannot do now what it can do later. One of a script has the code within its text. */
const passing: readonly [RegExp, string][] = [
  [/\bOOM\b/, 'its memory is full'],
  [/\bMISCONF\b/, 'it cannot write to its disk'],
  [/\bREADONLY\b/, 'it takes no writes, as a replica'],
  [/\bBUSY\b/, 'it is busy with a script'],
  [/\bLOADING\b/, 'it loads what it holds'],
  [/\bTRYAGAIN\b|\bEXECABORT\b/, 'it could not do all that was asked'],
];

function find(answers: readonly [RegExp, string][], error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : String(error);
  return answers.find(([pattern]) => pattern.test(message))?.[1];
}

/** Whether an error is an answer of the broker. */
export function isAnswer(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

/** What to do about an answer that will not change by itself; undefined for what may pass. */
export function refusal(error: unknown): string | undefined {
  return find(denied, error);
}

/** What a broker cannot do now; undefined for all other errors. */
export function trouble(error: unknown): string | undefined {
  return isAnswer(error) ? find(passing, error) : undefined;
}

/** How a broker is spoken of: see `Broker`. */
interface Named {
  readonly shown: string;
  words(error: unknown): string;
}

/** An error of the broker itself, as one of the queue; all others as they are. */
export function brokerError(error: unknown, broker: Named): unknown {
  if (!isAnswer(error)) return error;
  return new EngineError(`${broker.shown}: ${refusal(error) ?? broker.words(error)}`);
}
