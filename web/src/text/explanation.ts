import type { TemplateResult } from 'lit';

/** What stands beside a step of the page. */
export interface Explanation {
  /** What a reader may ask; the heading. */
  readonly question: string;
  /** Two or three plain sentences. */
  readonly sentences: readonly string[];
  readonly formula?: {
    /** MathML, a line each. */
    readonly lines: readonly TemplateResult[];
    /** What its letters mean. */
    readonly where: string;
  };
  /** What the defense, or this step, does not do. */
  readonly notDone?: string;
  /** Where in the paper it stands, or what else it is from. */
  readonly source?: string;
}
