import { z } from "zod";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { sha256 } from "@/lib/crypto/digest";
import { open, readHeader, seal } from "@/lib/crypto/sealed";
import { type ChainHead, chainHeads } from "@/lib/db/audit.sql";
import { tickOf } from "../calendar";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { DEPLOYMENT } from "../jobs/enqueue-job";
import { keyringOf } from "../wrapping-keys";
import { linkAudit } from "./link-audit";

/**
 * Writes the heads of all chains into the backup store, sealed under the root key (decisions 9), once per five minutes
 * and deployment: from then on the events before them can be neither changed nor left out unnoticed, even by who can
 * write the database. Returns the object's name, or null when it was there already.
 */
export async function exportAuditHeads(ctx: Ctx): Promise<string | null> {
  const store = ctx.ports.backupStore;
  if (!store) throw new DomainError("BackupStoreUnavailable");
  const { id: installation } = await ctx.db.installation.findFirstOrThrow({ select: { id: true } });
  const tick = tickOf(ctx.now());
  const at = tick.toISOString();
  const name = auditHeadsName(installation, at);
  // A head promises that no event of before its time comes after it; what waits is therefore chained first.
  await linkAudit(ctx, { mayWait: true });
  const heads = (await chainHeads(ctx.db)).map(printed);
  const digest = sha256(canonicalJson({ at, heads, installation }));
  const box = seal(keyringOf(ctx).root, "audit-heads", [installation, at], digest);
  const object = { v: 1, installation, at, heads, seal: box.toString("base64") };
  const written = await store.putIfAbsent(name, canonicalJson(object));
  if (written) await noteExport(ctx, tick);
  return written ? name : null;
}

/** The row that says when heads were last written, for those who do not see the store. It proves nothing. */
export const EXPORT_JOB = "export-audit-heads";

async function noteExport(ctx: Ctx, at: Date): Promise<void> {
  const place = { kind: EXPORT_JOB, subjectPk: DEPLOYMENT, state: "Waiting" } as const;
  const { count } = await ctx.db.job.updateMany({ where: place, data: { progress: { at: at.toISOString() } } });
  if (count > 0) return;
  const times = { dueAt: at, createdAt: ctx.now() };
  const data = { ...place, ...times, pk: ctx.newId(), progress: { at: at.toISOString() } };
  await ctx.db.job.createMany({ data, skipDuplicates: true });
}

const stored = z.object({
  v: z.literal(1),
  installation: z.string(),
  at: z.string(),
  heads: z.array(z.object({ accountId: z.string(), seq: z.string(), link: z.string() })),
  seal: z.base64(),
});

/** The heads of an exported object. Throws when it was altered, renamed, or sealed by another root key. */
export function readAuditHeads(ctx: Ctx, bytes: Uint8Array) {
  const { installation, at, heads, seal: box } = stored.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  const digest = open(keyringOf(ctx).resolveRoot, "audit-heads", [installation, at], Buffer.from(box, "base64"));
  if (!digest.equals(sha256(canonicalJson({ at, heads, installation })))) throw new Error("audit heads were altered");
  return { installation, at, heads };
}

/** The generation of the root key that the heads are sealed under, not yet proven by anything. */
export function headsGeneration(bytes: Uint8Array): number {
  const { seal: box } = stored.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  return readHeader(Buffer.from(box, "base64")).generation;
}

export function auditHeadsPrefix(installation: string): string {
  return `kms1/${installation}/audit/`;
}

/** `…/audit/2026-11-22/040500.json`, in UTC. */
export function auditHeadsName(installation: string, at: string): string {
  return `${auditHeadsPrefix(installation)}${at.slice(0, 10)}/${at.slice(11, 19).replaceAll(":", "")}.json`;
}

const printed = ({ accountId, seq, link }: ChainHead) => ({
  accountId,
  seq: seq.toString(),
  link: Buffer.from(link).toString("hex"),
});
