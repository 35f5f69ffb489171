import type { PrismaClient } from "@/lib/generated/prisma/client";

/** Events of one transaction, all at once; `leaf` in hex. */
export async function insertEvents(db: Pick<PrismaClient, "$executeRaw">, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await db.$executeRaw`
    INSERT INTO audit_event (id, at, account_id, region, event, source, actor, access_key_id, source_ip, resource, outcome,
      request_id, detail, leaf)
    SELECT id, at, "accountId", region, event, source, actor, "accessKeyId", "sourceIp", resource, outcome, "requestId",
      detail, decode(leaf, 'hex')
    FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(id uuid, at timestamptz, "accountId" text, region text,
      event text, source text, actor text, "accessKeyId" text, "sourceIp" text, resource text, outcome text,
      "requestId" text, detail jsonb, leaf text)`;
}
