import { Prisma } from "@/lib/generated/prisma/client";
import type { Ctx } from "../context";
import { DomainError, type ErrorCode } from "../errors";
import { writeOnly } from "../keys/key-cache";
import type { AuditRow, Used } from "../recorder";
import { transaction } from "../transaction";
import { type AuditDetail, auditRow, type Recorded } from "./record";

/** What one attempt at a call that changes nothing found out, and what it relied on. */
export interface Attempt<T> {
  result: T;
  subject: Recorded;
  detail?: AuditDetail;
  used: readonly Used[];
  /** Bytes of the result that are wiped where it is dropped. */
  plaintext?: Buffer;
}

/**
 * Runs a call that changes nothing (a cryptographic call, the reading of a secret) and gives its result only once its
 * audit event is durable and every row it relied on still stands as it was read (decisions 8). Where one has moved on,
 * the result is dropped and the call runs again, once, from the database: the context given to `attempt` then reads past
 * every cache. A refusal is not believed from a cache either: what it says may have been mended since.
 */
export async function recordedCall<T>(ctx: Ctx, event: string, attempt: (ctx: Ctx) => Promise<Attempt<T>>): Promise<T> {
  let first: { result: T } | undefined;
  try {
    first = await tryOnce(ctx, event, attempt);
  } catch (error) {
    if (ctx.ports.keyCache === undefined || isFinal(error)) throw error;
  }
  const told = first ?? (await tryOnce(pastCaches(ctx), event, attempt));
  if (told === undefined) throw new DomainError("ServiceUnavailable");
  return told.result;
}

async function tryOnce<T>(ctx: Ctx, event: string, attempt: (ctx: Ctx) => Promise<Attempt<T>>) {
  const { result, subject, detail, used, plaintext } = await attempt(ctx);
  const row = auditRow(ctx, event, subject, "Success", detail);
  let stands = false;
  try {
    stands = await (ctx.recorder ? ctx.recorder.record(row, used) : recordDirectly(ctx, row, used));
  } finally {
    if (!stands) plaintext?.fill(0);
  }
  return stands ? { result } : undefined;
}

const FINAL: ReadonlySet<ErrorCode> = new Set(["NonceUsed", "ServiceUnavailable", "Throttled"]);

/** Refusals that rest on no row: asking again would not change them. */
function isFinal(error: unknown): boolean {
  return error instanceof DomainError && FINAL.has(error.code);
}

function pastCaches(ctx: Ctx): Ctx {
  const { keyCache } = ctx.ports;
  return keyCache ? { ...ctx, ports: { ...ctx.ports, keyCache: writeOnly(keyCache) } } : ctx;
}

/** The same promise without a recorder: event and revisions in one transaction. */
async function recordDirectly(ctx: Ctx, row: AuditRow, used: readonly Used[]): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    for (const { table, pk, revision } of used) {
      const revisionColumn = table === "account" ? "authz_revision" : "revision";
      const [current] = await tx.db.$queryRaw<{ revision: bigint }[]>`
        SELECT ${Prisma.raw(revisionColumn)} AS revision FROM ${Prisma.raw(table)} WHERE pk = ${pk}::uuid`;
      if (current?.revision !== revision) return false;
    }
    await tx.db.auditEvent.create({
      data: { ...row, detail: row.detail as Prisma.InputJsonObject, leaf: new Uint8Array(row.leaf) },
    });
    return true;
  });
}
