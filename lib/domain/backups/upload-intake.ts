/** A stream that is filled call by call: each waits until the reader has taken what it brought. */
export class Intake {
  readonly stream: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #wanted: (() => void) | undefined;
  #isWanted = false;
  #over = false;

  constructor() {
    this.stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => {
          this.#isWanted = true;
          this.#wanted?.();
        },
        cancel: () => this.#end(),
      },
      { highWaterMark: 0 },
    );
  }

  /** Resolves once more is wanted, or the stream is over. */
  async push(bytes: Uint8Array): Promise<void> {
    if (this.#over) return;
    await this.#untilWanted();
    if (this.#over) return;
    this.#isWanted = false;
    this.#controller?.enqueue(bytes);
    await this.#untilWanted();
  }

  /** There is no more. */
  close(): void {
    if (!this.#over) this.#controller?.close();
    this.#end();
  }

  fail(error: unknown): void {
    if (!this.#over) this.#controller?.error(error);
    this.#end();
  }

  async #untilWanted(): Promise<void> {
    if (this.#isWanted || this.#over) return;
    await new Promise<void>((resolve) => {
      this.#wanted = resolve;
    });
  }

  #end(): void {
    this.#over = true;
    this.#wanted?.();
  }
}
