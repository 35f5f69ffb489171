const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Bytes one after the other into a piece of memory that is used again and again. */
export class ByteWriter {
  bytes = Buffer.allocUnsafe(4096);
  length = 0;

  /** Begins anew, with place for so many bytes. */
  begin(capacity: number): void {
    this.length = 0;
    if (this.bytes.length < capacity) this.bytes = Buffer.allocUnsafe(2 * capacity);
  }

  get written(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  copy(from: Uint8Array, start = 0, end = from.length): void {
    const { bytes } = this;
    let at = this.length;
    for (let n = start; n < end; n++) bytes[at++] = from[n] as number;
    this.length = at;
  }

  text(text: string): void {
    const length = Buffer.byteLength(text);
    if (this.bytes.length < this.length + length + 1024) {
      this.bytes = Buffer.concat([this.written], 2 * (this.length + length + 1024));
    }
    this.length += this.bytes.write(text, this.length);
  }

  /** A text in UTF-8 as a JSON string. Nearly all have nothing to escape; JSON.stringify does the others (RFC 8785). */
  quoted(from: Buffer, start: number, end: number): void {
    const { bytes } = this;
    let at = this.length;
    bytes[at++] = QUOTE;
    for (let n = start; n < end; n++) {
      const byte = from[n] as number;
      if (byte < 0x20 || byte === QUOTE || byte === BACKSLASH) {
        this.text(JSON.stringify(from.toString("utf8", start, end)));
        return;
      }
      bytes[at++] = byte;
    }
    bytes[at++] = QUOTE;
    this.length = at;
  }
}
