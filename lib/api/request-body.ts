import type { IncomingMessage } from "node:http";
import { refusal } from "./wire-error";

export const BODY_LIMIT_BYTES = 262_144;
/** How much of a body that is too long is read and dropped, so that the client gets round to reading the refusal. */
const DRAIN_LIMIT_BYTES = 8 * 1024 * 1024;

/** The whole body, at most BODY_LIMIT_BYTES of it. Throws when the client goes away. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // `for await` destroys the request when it is left early, and with it the connection that the answer needs.
  await new Promise<void>((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= BODY_LIMIT_BYTES) chunks.push(chunk);
      else chunks.length = 0;
      if (length > DRAIN_LIMIT_BYTES) {
        request.pause();
        resolve();
      }
    });
    request.once("end", resolve);
    request.once("error", reject);
    request.once("close", () => reject(new Error("the client went away")));
  });
  if (length > BODY_LIMIT_BYTES) throw refusal.bodyTooLarge(BODY_LIMIT_BYTES);
  return Buffer.concat(chunks, length);
}
