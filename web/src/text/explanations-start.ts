import { html } from 'lit';
import type { Explanation } from './explanation.js';

/** The first three steps: what happens, what the classifier sees, and the attack. */
export const start: Readonly<Record<'result' | 'pick' | 'attack', Explanation>> = {
  result: {
    question: 'Can moving a few pixels undo an attack?',
    sentences: [
      'Somebody changed the picture by a few levels, so that a classifier may see another thing in it.',
      'Pixel deflection then copies a small number of pixels over their neighbours and smooths what is left.',
      'Sometimes the classifier is right again. Everything here is computed on your own machine, and no picture leaves it.',
    ],
    notDone:
      'it does not stop attackers who know of it, as others have shown. Near the end of this page you can try that on the picture that you picked.',
  },
  pick: {
    question: 'What does the classifier see?',
    sentences: [
      'It sees the middle of the picture, cut and made smaller to its own size: the picture here is exactly that one.',
      'From these pixels it computes a score for each class, and the scores become probabilities that add up to 100 %.',
      'A high probability is not a proof: it is high for wrong answers too.',
    ],
    formula: {
      lines: [
        html`<math>
          <msub><mi>p</mi><mi>k</mi></msub
          ><mo>=</mo>
          <mfrac>
            <mrow
              ><mi>exp</mi><mo stretchy="false">(</mo><msub><mi>z</mi><mi>k</mi></msub
              ><mo stretchy="false">)</mo></mrow
            >
            <mrow
              ><msub><mo>∑</mo><mi>j</mi></msub
              ><mi>exp</mi><mo stretchy="false">(</mo><msub><mi>z</mi><mi>j</mi></msub
              ><mo stretchy="false">)</mo></mrow
            >
          </mfrac>
        </math>`,
      ],
      where: 'z: the scores of the classes; p: their probabilities.',
    },
  },
  attack: {
    question: 'How can a change that nobody sees fool it?',
    sentences: [
      'The attack asks the classifier in which direction each pixel must go to make it wrong, and goes there by a small step. An iterative attack asks again after each step.',
      'No sample may move by more than ε of the 255 levels, and the result is rounded as a saved picture would be.',
      'Random noise of the same size stands beside it, to tell whether the direction of the change matters or its amount.',
    ],
    formula: {
      lines: [
        html`<math>
          <msub
            ><mi>x</mi><mrow><mi>t</mi><mo>+</mo><mn>1</mn></mrow></msub
          ><mo>=</mo><msub><mi>clip</mi><mi>ε</mi></msub> <mo stretchy="false">(</mo><msub><mi>x</mi><mi>t</mi></msub
          ><mo>+</mo><mi>α</mi><mi>sign</mi><mo stretchy="false">(</mo><msub><mo>∇</mo><mi>x</mi></msub> <mi>L</mi
          ><mo stretchy="false">(</mo><msub><mi>x</mi><mi>t</mi></msub
          ><mo>,</mo><mi>y</mi><mo stretchy="false">)</mo><mo stretchy="false">)</mo><mo stretchy="false">)</mo>
        </math>`,
      ],
      where:
        'x: the picture; y: its true class; L: the classifier’s loss; α: the step; clip keeps each sample within ε of the clean one and within 0…255. FGSM is one step with α = ε.',
    },
    source: 'where FGSM is of Goodfellow et al. (2015) and IGSM of Kurakin et al. (2016)',
  },
};
