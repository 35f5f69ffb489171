const SMALLEST = 64 * 1024;

/** Text that grows line by line, kept as the bytes it will be: hundreds of thousands of strings would outlive their use. */
export class ByteLines {
  #bytes = Buffer.allocUnsafe(SMALLEST);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(text: string): void {
    const needed = this.#length + 3 * text.length; // UTF-8 has at most three bytes for a UTF-16 unit
    if (needed > this.#bytes.length) this.#grow(needed);
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** What there is, for the caller to keep; begins anew. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(Math.max(SMALLEST, this.#length));
    this.#length = 0;
    return taken;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
