import { CodecError } from "./codec";

// A frame is its length (u32, big-endian) and that many bytes.

const HEADER_BYTES = 4;
/** No message of the console or the command line comes near this; what does is a mistake or an attack. */
export const MESSAGE_LIMIT_BYTES = 8 * 1024 * 1024;

/** @throws CodecError for a message beyond the limit */
export function frame(message: Uint8Array): Buffer {
  if (message.length > MESSAGE_LIMIT_BYTES) throw new CodecError("a message beyond the limit");
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(message.length);
  return Buffer.concat([header, message]);
}

/** Cuts a stream of bytes into messages; what has not arrived whole waits. */
export class FrameReader {
  #waiting: Buffer[] = [];
  #length = 0;

  /** @throws CodecError as soon as a length beyond the limit is announced: nothing of it is kept */
  *push(chunk: Buffer): Generator<Buffer> {
    this.#waiting.push(chunk);
    this.#length += chunk.length;
    for (;;) {
      if (this.#length < HEADER_BYTES) return;
      const length = this.#peek(HEADER_BYTES).readUInt32BE(0);
      if (length > MESSAGE_LIMIT_BYTES) throw new CodecError("a message beyond the limit");
      if (this.#length < HEADER_BYTES + length) return;
      const all = this.#peek(HEADER_BYTES + length);
      this.#waiting = [all.subarray(HEADER_BYTES + length), ...this.#waiting.slice(1)];
      this.#length -= HEADER_BYTES + length;
      yield all.subarray(HEADER_BYTES, HEADER_BYTES + length);
    }
  }

  /** The first chunk, joined with those after it only as far as it must be. */
  #peek(bytes: number): Buffer {
    const [first] = this.#waiting;
    if (first && first.length >= bytes) return first;
    const joined = Buffer.concat(this.#waiting);
    this.#waiting = [joined];
    return joined;
  }
}
