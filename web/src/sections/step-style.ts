import { css } from 'lit';

/** Of sections with an explanation: it stands beside the controls where there is room, and before them where there is not. */
export const stepStyle = css`
  .step {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr));
    gap: 1rem 2.5rem;
    align-items: start;
    margin-bottom: 1rem;
  }
  .step > * {
    min-width: 0;
  }
  .step .controls {
    margin-top: 0;
  }
  pd-bars,
  .map {
    flex: 1 1 16rem;
  }
`;
