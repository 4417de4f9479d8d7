/**
 * A picture whose attack cannot go on: its logits or its gradient are not finite. The message is one line:
 * `picture 3: what is wrong, and where`.
 */
export class AttackError extends Error {
  override readonly name = 'AttackError';
  /** The picture's place in the array that was given. */
  readonly picture: number;

  constructor(picture: number, problem: string) {
    super(`picture ${picture}: ${problem}`);
    this.picture = picture;
  }
}
