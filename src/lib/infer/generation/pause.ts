// Gives way: messages to this thread are taken in between two steps of work that never waits by itself.

/** Longer than a message takes, shorter than anybody notices. */
const EVERY_MS = 30;

/** Call between steps: every 30 ms one of the calls waits until what has been sent to this thread was taken in. */
export function createPause(now: () => number = () => performance.now()): () => Promise<void> | undefined {
  let last = now();
  return () => {
    if (now() - last < EVERY_MS) return undefined;
    return giveWay().then(() => {
      last = now();
    });
  };
}

/** A message to oneself: nested timers are held back by 4 ms, and `scheduler.yield` overtakes messages. */
function giveWay(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
