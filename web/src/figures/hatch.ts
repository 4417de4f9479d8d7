/** The name of the hatching in {@link addHatch}: what tells a second series from a first without colour. */
export const hatch = 'url(#hatch)';

/** Gives an SVG drawing a hatching in the colour of the second series. */
export function addHatch(drawing: Element): void {
  drawing.insertAdjacentHTML(
    'afterbegin',
    `<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="5" height="5" fill="var(--panel)"></rect><rect width="2.6" height="5" fill="var(--adversarial)"></rect>
    </pattern></defs>`,
  );
}
