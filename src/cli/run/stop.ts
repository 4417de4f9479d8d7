import { EventEmitter } from 'node:events';

/** Signals that end a program politely, and the exit codes that shells give them. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** That of a program whose results nobody reads any more. */
const unreadCode = 141;

/**
 * Tells that nobody reads the results any more. Not by the signal SIGPIPE: who listens to it hears of every pipe and socket
 * that the other side has closed, such as that of a worker which was killed.
 */
const readers = new EventEmitter<{ gone: [] }>();

/** Ends the program, by {@link onStop} where something is under way: to be called when standard output is closed. */
export function stopUnread(): void {
  if (!readers.emit('gone')) process.exit(unreadCode);
}

/**
 * Calls `stop` at the first Ctrl-C (or SIGTERM, SIGHUP, or when nobody reads the results any more), then ends the
 * program; a second Ctrl-C ends it at once.
 * @param stop brings what was begun to a clean end, and says what there is to say
 * @returns a function that takes the listeners away
 */
export function onStop(stop: () => Promise<void>): () => void {
  let stopping = false;
  const end = (code: number): void => {
    stopping = true;
    void stop().finally(() => process.exit(code));
  };
  // The system reports a closed pipe with every write.
  const unread = (): void => {
    if (!stopping) end(unreadCode);
  };
  readers.on('gone', unread);
  const listeners = Object.entries(exitCodes).map(([name, code]) => {
    const listener = (): void => {
      if (stopping) {
        // Not by an exit: that waits for threads, and breaks off runs of models with an error of their own.
        process.removeAllListeners(name);
        process.kill(process.pid, name);
        return;
      }
      end(code);
    };
    process.on(name, listener);
    return [name, listener] as const;
  });
  return () => {
    readers.off('gone', unread);
    for (const [name, listener] of listeners) process.removeListener(name, listener);
  };
}
