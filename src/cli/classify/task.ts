/** One picture to classify. */
export interface ClassifyTask {
  readonly input: string;
  /** Its place below the input folder, with slashes: where its true class is looked for. */
  readonly place: string;
}
