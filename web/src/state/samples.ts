/** A picture that comes with the page: rendered by this project. */
export interface Sample {
  /** Its name in links. */
  readonly key: string;
  /** What people call it. */
  readonly name: string;
  /** Key of its class, where it was made for one. */
  readonly label?: string | undefined;
  readonly url: string;
  /** Address of a small one. */
  readonly thumbnail: string;
}

const files = import.meta.glob<string>('../../../assets/samples/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
});
const small = import.meta.glob<string>('../thumbnails/*.webp', { query: '?url', import: 'default', eager: true });

/** The samples in the order of their names. Their files are called `n02802426_basketball.png`, or without a class. */
export const samples: readonly Sample[] = Object.entries(files)
  .map(([path, url]) => {
    const file = path.replace(/.*\/|\.png$/g, '');
    const [, label, key] = /^(?:(n\d+)_)?(.+)$/.exec(file)!;
    return { key, name: key.replaceAll('_', ' '), label, url, thumbnail: small[`../thumbnails/${file}.webp`] };
  })
  .toSorted((a, b) => (a.key < b.key ? -1 : 1));

export function sampleOf(key: string): Sample | undefined {
  return samples.find((sample) => sample.key === key);
}
