/** Signals that end a program politely, and the exit codes that shells give them. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGPIPE: 141 } as const;

/**
 * Calls `stop` at the first Ctrl-C (or SIGTERM, SIGHUP, or when nobody reads the results any more), then ends the
 * program; a second Ctrl-C ends it at once.
 * @param stop brings what was begun to a clean end, and says what there is to say
 * @returns a function that takes the listeners away
 */
export function onStop(stop: () => Promise<void>): () => void {
  let stopping = false;
  const listeners = Object.entries(exitCodes).map(([name, code]) => {
    const listener = (): void => {
      // The system reports a closed pipe with every write.
      if (stopping && name === 'SIGPIPE') return;
      if (stopping) {
        // Not by an exit: that waits for threads, and breaks off runs of models with an error of their own.
        process.removeAllListeners(name);
        process.kill(process.pid, name);
        return;
      }
      stopping = true;
      void stop().finally(() => process.exit(code));
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  return () => {
    for (const [name, listener] of listeners) process.removeListener(name, listener);
  };
}
