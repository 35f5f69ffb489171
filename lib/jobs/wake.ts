/** Waits that end early when the process stops. */
export class Wake {
  #stopped = false;
  readonly #waiting = new Set<() => void>();

  get stopped(): boolean {
    return this.#stopped;
  }

  after(ms: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#waiting.add(end);
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const end of [...this.#waiting]) end();
  }
}
