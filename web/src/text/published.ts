/**
 * The final table of the published notebook (`demo.ipynb` of iamaaditya/pixel-deflection): Keras ResNet-50, one photo of a
 * badger that the attack makes a skunk, one draw. Confidences in per cent, by the names of our stages.
 */
export const notebookTable = {
  truth: 'badger',
  rival: 'skunk',
  percent: {
    Clean: [100, 0],
    Attacked: [15, 59],
    PD: [75, 16],
    'PD+WD': [92, 7],
    'PD+R-CAM': [82, 12],
    'PD+R-CAM+WD': [97, 2],
  } as Readonly<Record<string, readonly [truth: number, rival: number]>>,
  note: 'The notebook: ResNet-50, one photo of a badger, one draw; its columns differ in their number of deflections, as here.',
} as const;
