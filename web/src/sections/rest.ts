/**
 * Waits until a control is at rest: costly work begins only then.
 * @throws the signal's reason where something moves meanwhile
 */
export async function rest(signal: AbortSignal, milliseconds = 250): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  signal.throwIfAborted();
}
