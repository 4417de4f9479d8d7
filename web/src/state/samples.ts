/** A picture that comes with the page: rendered by this project. */
export interface Sample {
  /** Its name in links. */
  readonly key: string;
  /** What people call it. */
  readonly name: string;
  /** Key of its class, where it was made for one. */
  readonly label?: string | undefined;
  readonly url: string;
}

const files = import.meta.glob<string>('../../../assets/samples/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** The samples in the order of their names. */
export const samples: readonly Sample[] = Object.entries(files)
  .map(([path, url]) => {
    const [, label, key] = /([^/_]+?_)?([^/]+)\.png$/.exec(path.replace(/.*\/(n\d+_)?/, '$1')) ?? [];
    return { key, name: key.replaceAll('_', ' '), label: label?.slice(0, -1), url };
  })
  .toSorted((a, b) => (a.key < b.key ? -1 : 1));

export function sampleOf(key: string): Sample | undefined {
  return samples.find((sample) => sample.key === key);
}
