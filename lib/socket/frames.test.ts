import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CodecError } from "./codec";
import { FrameReader, frame, MESSAGE_LIMIT_BYTES } from "./frames";

describe("frames", () => {
  it("come out as they went in, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }),
        (messages, cuts) => {
          const stream = Buffer.concat(messages.map((message) => frame(message)));
          const reader = new FrameReader();
          const read: Buffer[] = [];
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const size = cuts[turn % cuts.length] ?? 1;
            for (const message of reader.push(stream.subarray(at, at + size))) read.push(message);
            at += size;
          }
          expect(read.map((message) => [...message])).toEqual(messages.map((message) => [...message]));
        },
      ),
    );
  });

  it("refuses a length beyond the limit before anything of it has arrived", () => {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(MESSAGE_LIMIT_BYTES + 1);
    expect(() => [...new FrameReader().push(header)]).toThrow(CodecError);
    expect(() => frame(Buffer.alloc(MESSAGE_LIMIT_BYTES + 1))).toThrow(CodecError);
  });
});
