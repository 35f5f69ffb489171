import { type CanonicalValue, canonicalText } from "@/lib/crypto/canonical-json";
import { sha256OfText } from "@/lib/crypto/digest";
import type { Prisma } from "@/lib/generated/prisma/client";
import type { Actor, Ctx, Tx } from "../context";
import { storableText } from "../parse-input";
import { rootArn, userArn } from "../policies/principal";
import type { AuditRow } from "../recorder";

/** What an event is about. */
export interface Recorded {
  accountId: string;
  region: string;
  /** ARN, or the public id where there is none. */
  arn: string;
}

/** Facts of an event: short, printable, and never a plaintext, a secret value, key material or a password (AUD-05). */
export type AuditDetail = Readonly<Record<string, CanonicalValue>>;

/** Writes the audit event of a change, in the transaction of that change: no change without event, no event without change. */
export async function record(tx: Tx, event: string, subject: Recorded, detail: AuditDetail = {}): Promise<void> {
  const row = auditRow(tx, event, subject, "Success", detail);
  await tx.db.auditEvent.create({ data: asData(row) });
}

/** Writes the event of something outside a transaction: a refusal (by the door, after the rollback) or a read. */
export async function recordOutcome(
  ctx: Ctx | Tx,
  event: string,
  subject: Recorded,
  outcome: string,
  detail: AuditDetail = {},
): Promise<void> {
  await ctx.db.auditEvent.create({ data: asData(auditRow(ctx, event, subject, outcome, detail)) });
}

const NOT_YET = new Uint8Array();

/** The row of an event; its leaf is the SHA-256 of the canonical JSON of all other columns (decisions 9). */
export function auditRow(
  ctx: Ctx | Tx,
  event: string,
  subject: Recorded,
  outcome: string,
  detail: AuditDetail = {},
): AuditRow {
  const row: AuditRow = {
    id: ctx.newId(),
    at: ctx.now(),
    accountId: subject.accountId,
    // A refused call is told as it was sent, and what was sent must not keep it out of the trail (P22).
    region: storableText(subject.region),
    event,
    source: ctx.source,
    actor: actorName(ctx.actor),
    accessKeyId: "accessKeyId" in ctx.actor ? ctx.actor.accessKeyId : null,
    sourceIp: ctx.sourceIp ?? null,
    resource: storableText(subject.arn),
    outcome,
    requestId: ctx.requestId,
    detail,
    leaf: NOT_YET,
  };
  row.leaf = leafOf(row);
  return row;
}

/** SHA-256 of the event's canonical JSON, whose names stand here in their order: every call makes one. */
export function leafOf(row: Omit<AuditRow, "leaf">): Buffer {
  return sha256OfText(
    `{"accessKeyId":${written(row.accessKeyId)},"accountId":${written(row.accountId)},"actor":${written(row.actor)},` +
      `"at":"${row.at.toISOString()}","detail":${canonicalText(row.detail)},"event":${written(row.event)},` +
      `"id":${written(row.id)},"outcome":${written(row.outcome)},"region":${written(row.region)},` +
      `"requestId":${written(row.requestId)},"resource":${written(row.resource)},"source":${written(row.source)},` +
      `"sourceIp":${written(row.sourceIp)}}`,
  );
}

/** Nearly all texts of events have nothing to escape and nothing to refuse. */
const PLAIN = /^[ !#-[\]-~]*$/;
const written = (text: string | null) => (text !== null && PLAIN.test(text) ? `"${text}"` : canonicalText(text));

/** How an event names who did it: an ARN (ACC-02), or the operator or job of this deployment. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "person":
    case "accessKey":
      return actor.root ? rootArn(actor.accountId) : userArn(actor.accountId, actor.name);
    case "role":
      return `acs:ram::${actor.accountId}:assumed-role/${actor.name}/${actor.sessionName}`;
    case "operator":
      return `operator:${actor.osUser}`;
    case "system":
      return `job:${actor.job}`;
    case "nobody":
      return "nobody";
  }
}

function asData(row: AuditRow): Prisma.AuditEventUncheckedCreateInput {
  return { ...row, detail: row.detail as Prisma.InputJsonObject, leaf: new Uint8Array(row.leaf) };
}
