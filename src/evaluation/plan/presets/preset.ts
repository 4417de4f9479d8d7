/** A ready plan but for its pictures and models. */
export interface PlanPreset {
  readonly name: string;
  /** One line, for lists. */
  readonly summary: string;
  /** Decisions of each random defense for each picture, where none are asked for. */
  readonly repeats: number;
  /** As in a plan of YAML. @param models names of the plan's models, at least one */
  readonly contents: (models: readonly string[]) => {
    readonly attacks: readonly object[];
    readonly defenses: readonly object[];
    readonly localisation?: boolean;
  };
}
