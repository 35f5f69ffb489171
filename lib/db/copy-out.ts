import type pg from "pg";

/** What `pg` calls while a query is under way; its own queries are of this shape. */
interface Conversation {
  query(text: string): void;
}

/**
 * One row through `COPY … TO STDOUT (FORMAT binary)`, in which alone `pg` hands out bytes as they come: its usual answers
 * are text, twice as long and made of strings. Takes no parameters: the caller writes only what cannot be anything else.
 */
export function copyRow(client: pg.Client, query: string): Promise<(Buffer | null)[]> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let failed: Error | null = null;
    const submittable = {
      submit: (connection: Conversation) => connection.query(`COPY (${query}) TO STDOUT (FORMAT binary)`),
      // A copy: the parser goes on in the same memory.
      handleCopyData: ({ chunk }: { chunk: Buffer }) => pieces.push(Buffer.from(chunk)),
      handleCommandComplete: () => {},
      handleError: (error: Error) => {
        failed = error;
        reject(error);
      },
      handleReadyForQuery: () => {
        if (!failed) resolve(fieldsOf(pieces));
      },
    };
    client.query(submittable as unknown as pg.Submittable);
  });
}

/** Signature, flags and length of an extension that there is none of. */
const HEADER = 19;

/** The header comes with the first row, or before it. */
function fieldsOf(pieces: readonly Buffer[]): (Buffer | null)[] {
  const bytes = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  const fields: (Buffer | null)[] = [];
  let at = HEADER + 2;
  for (let count = bytes.readInt16BE(HEADER); count > 0; count--) {
    const length = bytes.readInt32BE(at);
    at += 4;
    fields.push(length < 0 ? null : bytes.subarray(at, at + Math.max(length, 0)));
    at += Math.max(length, 0);
  }
  return fields;
}
