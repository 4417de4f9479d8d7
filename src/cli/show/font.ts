/**
 * A small bitmap font for labels: five dots wide, seven high above the line and two below, drawn for this project. Each
 * band of the sheet names its characters, six columns for each.
 */
const sheet: readonly (readonly [characters: string, rows: readonly string[]])[] = [
  [
    'ABCDEFGHIJKLM',
    [
      ' ###  ####   #### ####  ##### #####  #### #   #  ###    ### #   # #     #   #',
      '#   # #   # #     #   # #     #     #     #   #   #      #  #  #  #     ## ##',
      '#   # #   # #     #   # #     #     #     #   #   #      #  # #   #     # # #',
      '##### ####  #     #   # ####  ####  #  ## #####   #      #  ##    #     # # #',
      '#   # #   # #     #   # #     #     #   # #   #   #      #  # #   #     #   #',
      '#   # #   # #     #   # #     #     #   # #   #   #   #  #  #  #  #     #   #',
      '#   # ####   #### ####  ##### #      #### #   #  ###   ##   #   # ##### #   #',
    ],
  ],
  [
    'NOPQRSTUVWXYZ',
    [
      '#   #  ###  ####   ###  ####   #### ##### #   # #   # #   # #   # #   # #####',
      '##  # #   # #   # #   # #   # #       #   #   # #   # #   # #   # #   #     #',
      '##  # #   # #   # #   # #   # #       #   #   # #   # #   #  # #   # #     # ',
      '# # # #   # ####  #   # ####   ###    #   #   # #   # # # #   #     #     #  ',
      '#  ## #   # #     # # # # #       #   #   #   #  # #  # # #  # #    #    #   ',
      '#  ## #   # #     #  #  #  #      #   #   #   #  # #  ## ## #   #   #   #    ',
      '#   #  ###  #      ## # #   # ####    #    ###    #   #   # #   #   #   #####',
    ],
  ],
  [
    'abcdefghijklm',
    [
      '      #               #         ##        #       #      #  #      ##        ',
      '      #               #        #          #                 #       #        ',
      ' ###  ####   ####  ####  ###  ####   #### # ##   ##     ##  #  #    #   ## # ',
      '    # #   # #     #   # #   #  #    #   # ##  #   #      #  # #     #   # # #',
      ' #### #   # #     #   # #####  #    #   # #   #   #      #  ##      #   # # #',
      '#   # #   # #     #   # #      #    #   # #   #   #      #  # #     #   # # #',
      ' #### ####   ####  ####  ####  #     #### #   #  ###     #  #  #   ###  #   #',
      '                                        #                #                   ',
      '                                     ###               ##                    ',
    ],
  ],
  [
    'nopqrstuvwxyz',
    [
      '                                     #                                       ',
      '                                     #                                       ',
      '# ##   ###  ####   #### # ##   #### ####  #   # #   # #   # #   # #   # #####',
      '##  # #   # #   # #   # ##  # #      #    #   # #   # #   #  # #  #   #    # ',
      '#   # #   # #   # #   # #      ###   #    #   # #   # # # #   #   #   #   #  ',
      '#   # #   # #   # #   # #         #  #    #   #  # #  # # #  # #  #   #  #   ',
      '#   #  ###  ####   #### #     ####    ##   ####   #    # #  #   #  #### #####',
      '            #         #                                               #      ',
      '            #         #                                            ###       ',
    ],
  ],
  [
    '0123456789.,:',
    [
      ' ###    #    ###  ####     #  #####  ###  #####  ###   ###                   ',
      '#   #  ##   #   #     #   ##  #     #         # #   # #   #                  ',
      '#  ##   #       #     #  # #  ####  #        #  #   # #   #               #  ',
      '# # #   #     ##   ###  #  #      # ####    #    ###   ####                  ',
      '##  #   #    #        # #####     # #   #   #   #   #     #                  ',
      '#   #   #   #         #    #  #   # #   #   #   #   #     #   ##    ##    #  ',
      ' ###   ###  ##### ####     #   ###   ###    #    ###   ###    ##    #        ',
      '                                                                   #         ',
    ],
  ],
  [
    '-+=/%()×·→#?_',
    [
      '                      # ##  #    #   #                       # #   ###       ',
      '        #             # ##  #   #     #   #   #         #    # #  #   #      ',
      '        #   #####    #     #   #       #   # #           #  #####     #      ',
      '##### #####         #     #    #       #    #     #   #####  # #     #       ',
      '        #   #####  #     #     #       #   # #    #      #  #####   #        ',
      '        #         #     #  ##   #     #   #   #         #    # #             ',
      '                  #     #  ##    #   #                       # #    #   #####',
    ],
  ],
];

const advance = 6;
/** Rows of a character, those below the line included. */
export const glyphHeight = 9;
export const glyphWidth = 5;

/** For each character its dots, as `[x, y]` from the left and the top. */
const glyphs = new Map<string, readonly (readonly [number, number])[]>();
for (const [characters, rows] of sheet) {
  for (const [i, character] of [...characters].entries()) {
    const dots: [number, number][] = [];
    for (const [y, row] of rows.entries()) {
      for (let x = 0; x < glyphWidth; x++) if (row[i * advance + x] === '#') dots.push([x, y]);
    }
    glyphs.set(character, dots);
  }
}

/** Dots that a text is wide, at scale 1. */
export function textWidth(text: string): number {
  return Math.max(0, [...text].length * advance - 1);
}

/** Calls `dot` for each dot of a text, from its upper left corner; unknown characters are question marks. */
export function eachDot(text: string, dot: (x: number, y: number) => void): void {
  for (const [i, character] of [...text].entries()) {
    if (character === ' ') continue;
    for (const [x, y] of glyphs.get(character) ?? glyphs.get('?') ?? []) dot(i * advance + x, y);
  }
}
