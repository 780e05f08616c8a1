// Whether there is a network at all, as far as the browser says. Where it does not say, there is.

export interface Line {
  /** False only where the browser is certain that nothing can be reached. */
  readonly isUp: boolean;
  /** Calls `listener` whenever it goes or comes back. Returns how to stop that. */
  onChange(listener: () => void): () => void;
}

/** Of a page or a Worker; in Node it is always up. */
export const browserLine: Line = {
  get isUp() {
    return (globalThis as { navigator?: { onLine?: boolean } }).navigator?.onLine !== false;
  },
  onChange(listener) {
    const target = globalThis as Partial<Pick<EventTarget, 'addEventListener' | 'removeEventListener'>>;
    for (const event of ['online', 'offline']) target.addEventListener?.(event, listener);
    return () => {
      for (const event of ['online', 'offline']) target.removeEventListener?.(event, listener);
    };
  },
};
