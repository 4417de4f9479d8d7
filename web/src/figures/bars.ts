import { css, html, nothing } from 'lit';
import { percent } from '../text/numbers.js';
import { Figure, waiting } from './figure.js';
import { nameOf, type Scored } from './types.js';

/** What a class is to the reader: the one that is true, the one that an attack brought about, or another. */
export type Role = 'true' | 'adversarial' | 'other';

export const roleMarks: Readonly<Record<Role, { mark: string; words: string }>> = {
  true: { mark: '✓', words: 'true class' },
  adversarial: { mark: '▲', words: 'attacker’s class' },
  other: { mark: '·', words: 'another class' },
};

export function roleOf(index: number, truth: number | undefined, other: number | undefined): Role {
  if (index === truth) return 'true';
  return index === other ? 'adversarial' : 'other';
}

/** The sentence of some scores. */
export function describeScores(
  scores: readonly Scored[],
  truth: number | undefined,
  other: number | undefined,
): string {
  const words = scores.map((score) => {
    const role = roleOf(score.index, truth, other);
    return `${nameOf(score)} ${percent(score.probability)}${role === 'other' ? '' : ` (${roleMarks[role].words})`}`;
  });
  return words.join(', ');
}

/** The width of a bar: 0…100. */
function width(probability: number): string {
  return Math.max(0, Math.min(100, 100 * probability)).toFixed(2);
}

/** `<pd-bars>`: the likeliest classes with their probabilities. */
export class PdBars extends Figure {
  static override properties = {
    scores: { attribute: false },
    truth: { type: Number },
    other: { type: Number },
    name: {},
    top: { type: Number },
  };
  static override styles = [
    ...Figure.styles,
    css`
      :host {
        container-type: inline-size;
      }
      ol {
        list-style: none;
        padding: 0;
      }
      .name {
        margin-bottom: 0.2rem;
        font-weight: 600;
      }
      li {
        display: grid;
        grid-template-columns: 1.2rem minmax(0, 9rem) minmax(2rem, 1fr) 4.2rem;
        gap: 0 0.5rem;
        align-items: center;
        padding: 0.15rem 0;
      }
      .value {
        text-align: right;
        font-variant-numeric: tabular-nums;
      }
      svg {
        display: block;
        width: 100%;
        height: 0.9rem;
      }
      .track {
        fill: var(--track);
      }
      .fill {
        fill: var(--bar);
      }
      .true {
        color: var(--true);
        font-weight: 600;
      }
      .adversarial {
        color: var(--adversarial);
        font-weight: 600;
      }
      .true .fill,
      .adversarial .fill {
        fill: currentColor;
      }
      @container (max-width: 22rem) {
        li {
          grid-template-columns: 1.2rem minmax(0, 1fr) 4.2rem;
        }
        svg {
          grid-area: 2 / 2 / auto / -1;
        }
      }
      .role {
        grid-column: 2 / -1;
        font-size: 0.8rem;
        font-weight: 400;
      }
    `,
  ];
  declare scores: readonly Scored[] | undefined;
  declare truth: number | undefined;
  declare other: number | undefined;
  declare name: string;
  declare top: number;

  constructor() {
    super();
    this.name = 'What the classifier says';
    this.top = 5;
  }

  get description(): string {
    return describeScores(this.scores?.slice(0, this.top) ?? [], this.truth, this.other);
  }

  override render() {
    const { scores, name, top } = this;
    if (scores === undefined) return waiting(name);
    return html`<p class="name" id="name">${name}</p>
      <ol role="list" aria-labelledby="name">
        ${scores.slice(0, top).map((score) => this.bar(score))}
      </ol>`;
  }

  private bar(score: Scored) {
    const role = roleOf(score.index, this.truth, this.other);
    const { mark, words } = roleMarks[role];
    return html`<li class=${role}>
      <span aria-hidden="true">${mark}</span><span>${nameOf(score)}</span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="10" />
        <rect class="fill" width=${width(score.probability)} height="10" />
      </svg>
      <span class="value">${percent(score.probability)}</span>
      ${role === 'other' ? nothing : html`<span class="role">${words}</span>`}
    </li>`;
  }
}
