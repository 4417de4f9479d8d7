import { html } from 'lit';
import type { Explanation } from './explanation.js';

/** The three parts of the defense. */
export const defense: Readonly<Record<'deflect' | 'map' | 'wavelets', Explanation>> = {
  deflect: {
    question: 'What happens when pixels are moved at random?',
    sentences: [
      'A place is chosen at random, and a sample from a random place close to it is copied over it. This is repeated.',
      'A neighbour is mostly similar, so that a classifier hardly minds on a clean picture; a perturbation depends on each pixel being where it is.',
      'Every seed moves other pixels. One lucky seed proves nothing, so 20 of them are counted.',
    ],
    formula: {
      lines: [
        html`<math>
          <mi>x</mi><mo lspace="0" rspace="0">′</mo><mo stretchy="false">(</mo><mi>i</mi><mo>,</mo><mi>j</mi
          ><mo stretchy="false">)</mo><mo>=</mo><mi>x</mi> <mo stretchy="false">(</mo><mi>i</mi><mo>+</mo><mi>a</mi
          ><mo>,</mo><mi>j</mi><mo>+</mo><mi>b</mi><mo stretchy="false">)</mo>
        </math>`,
        html`<math>
          <mi>a</mi><mo>,</mo><mi>b</mi><mo>∈</mo><mo stretchy="false">{</mo><mo>−</mo><mi>r</mi><mo>,</mo><mo>…</mo
          ><mo>,</mo><mi>r</mi><mo stretchy="false">}</mo>
        </math>`,
      ],
      where:
        '(i, j): a place at random; a and b: an offset at random, drawn again until it lies in the picture; r: the window. In the notebook each colour channel takes a place of its own.',
    },
    notDone:
      'with few deflections and no denoiser it seldom brings a strong attack back. Deflection breaks the pattern up, and the denoiser takes the pieces out.',
  },
  map: {
    question: 'Which pixels may be moved?',
    sentences: [
      'A class activation map (CAM) says where the classifier looks for a class. Where the map is high, a deflection mostly leaves the pixel alone.',
      'An attack changes the likeliest class, and with it the map. The robust map (R-CAM) joins the maps of several of the likeliest classes, and so depends less on which is first.',
      'Places that matter are kept, and the rest can be moved more often.',
    ],
    formula: {
      lines: [
        html`<math>
          <msub><mi>M</mi><mi>c</mi></msub
          ><mo stretchy="false">(</mo><mi>i</mi><mo>,</mo><mi>j</mi><mo stretchy="false">)</mo><mo>=</mo
          ><msub><mo>∑</mo><mi>k</mi></msub> <msubsup><mi>w</mi><mi>k</mi><mi>c</mi></msubsup
          ><msub><mi>f</mi><mi>k</mi></msub> <mo stretchy="false">(</mo><mi>i</mi><mo>,</mo><mi>j</mi
          ><mo stretchy="false">)</mo>
        </math>`,
        html`<math>
          <mi>M</mi><mo>=</mo
          ><msup>
            <mrow
              ><mo stretchy="false">(</mo><msub><mi>M</mi><mn>1</mn></msub
              ><mo>⋯</mo><msub><mi>M</mi><mi>n</mi></msub
              ><mo stretchy="false">)</mo></mrow
            >
            <mrow><mn>1</mn><mo>/</mo><mi>n</mi></mrow>
          </msup>
        </math>`,
        html`<math>
          <mi>P</mi><mo stretchy="false">(</mo><mtext>moved</mtext><mo stretchy="false">)</mo><mo>=</mo><mn>1</mn
          ><mo>−</mo><mi>M</mi> <mo stretchy="false">(</mo><mi>i</mi><mo>,</mo><mi>j</mi><mo stretchy="false">)</mo>
        </math>`,
      ],
      where:
        'f: the last feature maps; w: their weights for class c. The second line is the R-CAM: the geometric mean of the maps of the n likeliest classes, each scaled to [0,1], as the result is. P: the probability that a chosen place is moved.',
    },
    notDone:
      'it does not know the clean picture. The map is what the classifier makes of an attacked one: an attack that moves the map moves what is kept.',
  },
  wavelets: {
    question: 'What does the denoiser take out?',
    sentences: [
      'A wavelet transform splits the picture into a coarse one and its details, at several levels and in three orientations. Small details are set to zero, and large ones made smaller: that takes out what was deflected, and much of the perturbation.',
      'BayesShrink chooses a threshold for each sub-band from its own details and the noise sigma.',
      'A larger sigma takes out more noise and more of the picture: the chart shows what that does to the clean and to the attacked one.',
    ],
    formula: {
      lines: [
        html`<math>
          <mi>T</mi><mo>=</mo>
          <mfrac>
            <msup><mi>σ</mi><mn>2</mn></msup>
            <msqrt>
              <mrow>
                <mi>max</mi><mo stretchy="false">(</mo><mi>mean</mi><mo stretchy="false">(</mo
                ><msup><mi>d</mi><mn>2</mn></msup
                ><mo stretchy="false">)</mo><mo>−</mo> <msup><mi>σ</mi><mn>2</mn></msup
                ><mo>,</mo><mi>ϵ</mi><mo stretchy="false">)</mo>
              </mrow>
            </msqrt>
          </mfrac>
        </math>`,
        html`<math>
          <mi>d</mi><mo lspace="0" rspace="0">′</mo><mo>=</mo><mi>sign</mi><mo stretchy="false">(</mo><mi>d</mi
          ><mo stretchy="false">)</mo><mi>max</mi><mo stretchy="false">(</mo> <mo stretchy="false">|</mo><mi>d</mi
          ><mo stretchy="false">|</mo><mo>−</mo><mi>T</mi><mo>,</mo><mn>0</mn><mo stretchy="false">)</mo>
        </math>`,
      ],
      where:
        'd: the details of a sub-band; σ: sigma; T: its threshold; ϵ: a very small number. The second line is the soft rule; the hard one keeps d where |d| > T. BayesShrink: Chang, Yu and Vetterli (2000).',
    },
    notDone: 'it cannot tell a perturbation from fine texture: it takes out both.',
  },
};
