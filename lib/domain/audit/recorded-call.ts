import { Prisma } from "@/lib/generated/prisma/client";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import type { AuditRow, Used } from "../recorder";
import { transaction } from "../transaction";
import { type AuditDetail, auditRow, type Recorded } from "./record";

/** What one attempt at a call that changes nothing found out, and what it relied on. */
export interface Attempt<T> {
  result: T;
  subject: Recorded;
  detail?: AuditDetail;
  used: readonly Used[];
}

/**
 * Runs a call that changes nothing (a cryptographic call, the reading of a secret) and gives its result only once its
 * audit event is durable and every row it relied on still stands as it was read (decisions 8). Where one has moved on,
 * the result is dropped and the call runs again, once, with `fresh` set: from the database, past every cache.
 */
export async function recordedCall<T>(
  ctx: Ctx,
  event: string,
  attempt: (fresh: boolean) => Promise<Attempt<T>>,
): Promise<T> {
  for (const fresh of [false, true]) {
    const { result, subject, detail, used } = await attempt(fresh);
    const row = auditRow(ctx, event, subject, "Success", detail);
    if (await (ctx.recorder ? ctx.recorder.record(row, used) : recordDirectly(ctx, row, used))) return result;
  }
  throw new DomainError("ServiceUnavailable");
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
