import { basename, extname } from 'node:path';
import type { Label } from '../../models/index.js';
import { areNumbered } from '../../models/numbered-labels.js';

/** One spelling for names that people write in several: case, and blanks for underscores. */
export function spelling(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '_');
}

/** Texts and the class that each means; a text that means two classes means none. */
function classesBy(texts: readonly string[]): ReadonlyMap<string, number | undefined> {
  const classes = new Map<string, number | undefined>();
  texts.forEach((text, index) => {
    const key = spelling(text);
    classes.set(key, classes.has(key) && classes.get(key) !== index ? undefined : index);
  });
  return classes;
}

/** The fronts of a name that end before a separator, longest first, the whole name among them. */
function fronts(name: string): string[] {
  const ends = [...name.matchAll(/[\s_.-]/g)].map(({ index }) => index).toReversed();
  return [name, ...ends.map((end) => name.slice(0, end))];
}

/** Finds the true classes of pictures in the names that data sets give them. */
export class Truths {
  readonly #byId: ReadonlyMap<string, number | undefined>;
  readonly #byName: ReadonlyMap<string, number | undefined>;

  constructor(labels: readonly Label[]) {
    // A number in a name is one of the data set's own counting, or of no class at all, such as `17.png`.
    const known = areNumbered(labels) ? [] : labels;
    this.#byId = classesBy(known.map(({ id }) => id));
    this.#byName = classesBy(known.map(({ name }) => name));
  }

  /**
   * The class of a picture, by the first of these that is one: the key that its file name begins with
   * (`n02447366_badger.jpg`), the key or the name that a folder has, from the nearest one outwards (`badger/1.jpg`,
   * `n02447366/1.jpg`), the name that the file has (`badger.jpg`). Capitals do not count, and a blank is an underscore.
   *
   * @param relative place of the picture below the folder that was given, with slashes
   * @returns the class's place in the output; undefined where no name is that of one class
   */
  of(relative: string): number | undefined {
    const folders = relative.split('/');
    const whole = folders.pop() ?? '';
    const file = basename(whole, extname(whole));
    const found = [
      ...fronts(file).map((front) => this.#byId.get(spelling(front))),
      ...folders.toReversed().map((folder) => this.meant(folder)),
      this.#byName.get(spelling(file)),
    ];
    return found.find((index) => index !== undefined);
  }

  /** The class that a text means, by its key or else by its name; undefined where it is that of no class, or of several. */
  meant(text: string): number | undefined {
    return this.#byId.get(spelling(text)) ?? this.#byName.get(spelling(text));
  }
}
