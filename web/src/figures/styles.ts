import { css } from 'lit';

/** Buttons and lists, and the ring of what has the focus: of figures and of sections. */
export const buttons = css`
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  button,
  select {
    min-height: 2.4rem;
    padding: 0.35rem 0.8rem;
    border: 1px solid var(--edge);
    border-radius: 0.35rem;
    background: var(--panel);
    color: var(--ink);
    font: inherit;
    cursor: pointer;
  }
  button.strong,
  button[aria-pressed='true'] {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--accent-ink);
  }
  button:disabled,
  select:disabled {
    cursor: not-allowed;
    border-style: dashed;
    color: var(--soft);
    background: none;
  }
`;

/** What all figures share; colours and fonts come from theme.css. */
export const shared = css`
  :host {
    display: block;
    min-width: 0;
    color: var(--ink);
    font-family: var(--sans);
    font-size: 0.95rem;
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  figure,
  p,
  ol,
  ul {
    margin: 0;
  }
  figcaption,
  .note {
    margin-top: 0.4rem;
    font-size: 0.85rem;
    color: var(--soft);
  }
  figcaption b {
    color: var(--ink);
    font-weight: 600;
  }
  canvas {
    display: block;
    max-width: 100%;
    height: auto;
    border-radius: 0.2rem;
  }
  canvas.pixels {
    image-rendering: pixelated;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.9rem 1.2rem;
    align-items: flex-start;
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .waiting {
    padding: 1.2rem;
    border: 1px dashed var(--edge);
    border-radius: 0.3rem;
    color: var(--soft);
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  caption {
    text-align: left;
    font-weight: 600;
    padding-bottom: 0.4rem;
  }
  th,
  td {
    padding: 0.3rem 0.7rem 0.3rem 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
    font-weight: 400;
    overflow-wrap: break-word;
  }
  thead th {
    color: var(--soft);
    font-size: 0.85rem;
  }
  .number {
    text-align: right;
    white-space: nowrap;
  }
  .scroll {
    overflow-x: auto;
    max-width: 100%;
  }
  .legend {
    display: grid;
    grid-template-columns: auto minmax(3rem, 1fr) auto;
    gap: 0.5rem;
    align-items: center;
    margin-top: 0.4rem;
    font-size: 0.8rem;
    color: var(--soft);
  }
  .legend .scale {
    height: 0.7rem;
    border: 1px solid var(--edge);
  }
  @media (forced-colors: active) {
    .legend .scale {
      forced-color-adjust: none;
    }
  }
`;
