import { css, html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { count, percent } from '../text/numbers.js';
import { type Role, roleMarks, roleOf } from './bars.js';
import { Figure } from './figure.js';
import { canvasOf } from './figure.js';
import { toPixels } from './pixels.js';
import { nameOf, type Picture, type Scored } from './types.js';

/** What became of the picture with one seed. */
export interface SeedOutcome {
  readonly seed: number;
  readonly picture?: Picture;
  /** The likeliest class. */
  readonly says: Scored;
}

/** The sentence of a strip: how many seeds give the true class, the attacker's and others. */
export function describeSeeds(
  outcomes: readonly SeedOutcome[],
  of: number,
  truth: number | undefined,
  other: number | undefined,
  what = 'seed',
): string {
  if (outcomes.length === 0) return `no ${what} has been tried yet`;
  const of3 = (role: Role) => outcomes.filter(({ says }) => roleOf(says.index, truth, other) === role).length;
  const parts = [
    `${count(of3('true'), outcomes.length)} ${what}s give the true class`,
    ...(other === undefined ? [] : [`${of3('adversarial')} the attacker’s class`]),
    `${of3('other')} another`,
  ];
  return `${parts.join(', ')}${outcomes.length < of ? `; ${of - outcomes.length} to come` : ''}`;
}

/** `<pd-seeds>`: small pictures of many seeds, or draws of one, with the class that each of them gives. */
export class PdSeeds extends Figure {
  static override properties = {
    outcomes: { attribute: false },
    of: { type: Number },
    truth: { type: Number },
    other: { type: Number },
    chosen: { type: Number },
    what: {},
  };
  static override styles = [
    ...Figure.styles,
    css`
      ol {
        list-style: none;
        padding: 0;
        margin-top: 0.5rem;
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(6.4rem, 1fr));
        gap: 0.5rem;
      }
      button {
        width: 100%;
        height: 100%;
        padding: 0.4rem;
        text-align: left;
        font-size: 0.8rem;
        line-height: 1.3;
      }
      button[aria-pressed='true'] {
        background: var(--panel);
        color: var(--ink);
        border-width: 3px;
      }
      .says {
        display: block;
      }
      .true .says {
        color: var(--true);
        font-weight: 600;
      }
      .adversarial .says {
        color: var(--adversarial);
        font-weight: 600;
      }
      .soft {
        color: var(--soft);
      }
      .empty {
        min-height: 8rem;
        padding: 0.4rem;
        border: 1px dashed var(--edge);
        border-radius: 0.35rem;
        font-size: 0.8rem;
        color: var(--soft);
      }
    `,
  ];
  declare outcomes: readonly SeedOutcome[];
  declare of: number;
  declare truth: number | undefined;
  declare other: number | undefined;
  declare chosen: number | undefined;
  declare what: string;

  constructor() {
    super();
    this.outcomes = [];
    this.of = 20;
    this.what = 'seed';
  }

  get description(): string {
    return `${describeSeeds(this.outcomes, this.of, this.truth, this.other, this.what)}.`;
  }

  override render() {
    const { outcomes, of } = this;
    const missing = Array.from({ length: Math.max(0, of - outcomes.length) });
    return html`<p>${this.description}</p>
      <p class="note">✓ true class${this.other === undefined ? nothing : ', ▲ attacker’s class'}, · another.</p>
      <ol role="list" aria-label=${`Outcomes by ${this.what}`}>
        ${outcomes.map((outcome) => this.item(outcome))} ${missing.map(() => html`<li class="empty">…</li>`)}
      </ol>`;
  }

  /** Drawn once: while draws come, the pictures of those before are left as they are. */
  private item(outcome: SeedOutcome) {
    const { seed, picture, says } = outcome;
    const seen = [seed, picture, says, this.chosen === seed, this.truth, this.other, this.what];
    return guard(seen, () => this.drawn(outcome));
  }

  private drawn({ seed, picture, says }: SeedOutcome) {
    const role = roleOf(says.index, this.truth, this.other);
    const name = `${this.what} ${seed}`;
    return html`<li class=${role}>
      <button type="button" aria-pressed=${this.chosen === seed} @click=${() => this.emit('pick', { seed })}>
        ${picture === undefined ? nothing : canvasOf(toPixels(picture), 64, name)}
        <span class="soft">${name}</span>
        <span class="says">
          <span aria-hidden="true">${roleMarks[role].mark}</span> ${nameOf(says)}<span class="spoken"
            >, ${roleMarks[role].words}</span
          ></span
        >
        <span class="soft">${percent(says.probability)}</span>
      </button>
    </li>`;
  }
}
