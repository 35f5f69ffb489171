import { z } from "zod";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { sha256 } from "@/lib/crypto/digest";
import { open, seal } from "@/lib/crypto/sealed";
import { type ChainHead, chainHeads } from "@/lib/db/audit.sql";
import { tickOf } from "../calendar";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { keyringOf } from "../wrapping-keys";

/**
 * Writes the heads of all chains into the backup store, sealed under the root key (decisions 9), once per five minutes
 * and deployment: from then on the events before them can be neither changed nor left out unnoticed, even by who can
 * write the database. Returns the object's name, or null when it was there already.
 */
export async function exportAuditHeads(ctx: Ctx): Promise<string | null> {
  const store = ctx.ports.backupStore;
  if (!store) throw new DomainError("BackupStoreUnavailable");
  const { id: installation } = await ctx.db.installation.findFirstOrThrow({ select: { id: true } });
  const at = tickOf(ctx.now()).toISOString();
  const name = auditHeadsName(installation, at);
  const heads = (await chainHeads(ctx.db)).map(printed);
  const digest = sha256(canonicalJson({ at, heads, installation }));
  const box = seal(keyringOf(ctx).root, "audit-heads", [installation, at], digest);
  const object = { v: 1, installation, at, heads, seal: box.toString("base64") };
  return (await store.putIfAbsent(name, canonicalJson(object))) ? name : null;
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

/** `…/audit/2026-11-22/040500.json`, in UTC. */
export function auditHeadsName(installation: string, at: string): string {
  return `kms1/${installation}/audit/${at.slice(0, 10)}/${at.slice(11, 19).replaceAll(":", "")}.json`;
}

const printed = ({ accountId, seq, link }: ChainHead) => ({
  accountId,
  seq: seq.toString(),
  link: Buffer.from(link).toString("hex"),
});
