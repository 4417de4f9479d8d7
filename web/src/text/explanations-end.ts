import { html } from 'lit';
import type { Explanation } from './explanation.js';

/** What it comes to, what breaks it, and how to get the same again. */
export const end: Readonly<Record<'outcomes' | 'adaptive' | 'keep', Explanation>> = {
  outcomes: {
    question: 'How often does it help, and what does it cost?',
    sentences: [
      'The same picture goes through each part of the defense, alone and together, with several seeds; JPEG compression, which everybody has, stands beside it.',
      'Every share has its 95 % interval: with few pictures it is wide, and two rows whose intervals overlap may well be equally good.',
      'The cost is counted too: the clean pictures that are no longer right after the defense.',
    ],
    formula: {
      lines: [
        html`<math>
          <mtext>recovered</mtext><mo>=</mo>
          <mfrac>
            <mtext>right behind the defense</mtext>
            <mtext>right before the attack</mtext>
          </mfrac>
        </math>`,
      ],
      where: 'Attacked pictures over clean ones. A picture counts as right where its true class is the likeliest.',
    },
    notDone:
      'it says nothing of an attacker who knows the defense: in all rows the attack was made on the classifier alone.',
    source: 'whose table 3 counts accuracy over the pictures that are right before the attack',
  },
  adaptive: {
    question: 'What if the attacker knows the defense?',
    sentences: [
      'Deflection has no derivative that helps, so the attacker passes over it on the way back as if it did nothing (BPDA), and averages the gradient over many random draws (EOT).',
      'Then the same attack aims at the whole defense instead of the classifier alone.',
      'The two lines show what is left for an attacker who does not know the defense, and for one who does.',
    ],
    formula: {
      lines: [
        html`<math>
          <mi>g</mi><mo>=</mo><mfrac><mn>1</mn><mi>n</mi></mfrac
          ><msub><mo>∑</mo><mi>s</mi></msub
          ><msub><mo>∇</mo><mi>u</mi></msub> <mi>L</mi><mo stretchy="false">(</mo><mi>u</mi><mo>,</mo><mi>y</mi
          ><mo stretchy="false">)</mo>
        </math>`,
        html`<math>
          <mi>u</mi><mo>=</mo><msub><mi>D</mi><mi>s</mi></msub
          ><mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo>
        </math>`,
      ],
      where:
        'D: the defense with the seed s; n: how many draws; g: the gradient that the attack steps along. The result is judged with seeds that the attacker has not seen.',
    },
    notDone:
      'it does not withstand an attacker who knows it. Use it to study attacks and defenses, not to protect a system.',
    source: 'which Athalye and Carlini broke in 2018 (arXiv 1804.03286)',
  },
  keep: {
    question: 'How do I get these numbers again?',
    sentences: [
      'All settings and the seed are in the address of this page: a link shows the same thing.',
      'A picture of your own is never in the link; whoever opens it has to pick that picture again.',
      'The command line and the library call give the same numbers for the same pixels and the same seed.',
    ],
    notDone:
      'it does not promise the same attack everywhere. Another processor may decide some signs of a gradient otherwise, so that a few pixels differ.',
  },
};
