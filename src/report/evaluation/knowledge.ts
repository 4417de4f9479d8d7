import type { Knowledge } from '../../evaluation/plan/plan.js';
import { type Html, html } from '../html.js';
import { knowledgeMeaning } from './names.js';

/** The label of a row: what the attacker knows. */
export function knowledgeBadge(knowledge: Knowledge): Html {
  return html`<span class="badge ${knowledge}" title="${knowledgeMeaning[knowledge]}">${knowledge}</span>`;
}
