import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { InstanceStatus, KeyState, SaleStatus } from "@/lib/generated/prisma/enums";

// Where the keys lie that an account sees in a region. An account has few such places, and the indexes of the lists begin
// with them, so that a list can be read in order from each (decisions 18).

type Sql = Pick<PrismaClient, "$queryRaw">;

/** The keys of one account in one instance; without an instance, its KMS 1.0, default and service keys. */
export interface KeyCell {
  accountId: string;
  instance: CellInstance | null;
}

/** What tells whether it serves, and whose it is. */
export interface CellInstance {
  pk: string;
  instanceId: string;
  ownerAccountId: string;
  status: InstanceStatus;
  saleStatus: SaleStatus;
  connectedAt: Date | null;
  endsAt: Date | null;
}

/**
 * The instances that hold keys of the account, wherever they are, and what others made in its jointly shared ones
 * (SHR-08). Steps from one value of an index to the next instead of reading all that have the same.
 */
export async function instanceCells(db: Sql, accountId: string, region: string): Promise<KeyCell[]> {
  const rows = await db.$queryRaw<(CellInstance & { accountId: string })[]>`
    WITH RECURSIVE own(instance_pk) AS (
      (SELECT instance_pk FROM key WHERE account_id = ${accountId}::char(16) AND region = ${region} AND instance_pk IS NOT NULL
        ORDER BY instance_pk LIMIT 1)
      UNION ALL
      SELECT (SELECT key.instance_pk FROM key WHERE key.account_id = ${accountId}::char(16) AND key.region = ${region}
          AND key.instance_pk > own.instance_pk ORDER BY key.instance_pk LIMIT 1)
      FROM own WHERE own.instance_pk IS NOT NULL
    ), shared(instance_pk, account_id) AS (
      SELECT pk, (SELECT key.account_id FROM key WHERE key.instance_pk = instance.pk ORDER BY key.account_id LIMIT 1)
      FROM instance WHERE owner_account_id = ${accountId}::char(16) AND region = ${region} AND sharing_mode = 'Joint'
        AND sale_status <> 'Released'
      UNION ALL
      SELECT shared.instance_pk, (SELECT key.account_id FROM key WHERE key.instance_pk = shared.instance_pk
          AND key.account_id > shared.account_id ORDER BY key.account_id LIMIT 1)
      FROM shared WHERE shared.account_id IS NOT NULL
    ), cell(instance_pk, account_id) AS (
      SELECT instance_pk, ${accountId}::char(16) FROM own
      UNION ALL
      SELECT instance_pk, account_id FROM shared WHERE account_id <> ${accountId}::char(16)
    )
    SELECT cell.account_id::text AS "accountId", instance.pk::text AS pk, instance.instance_id AS "instanceId",
      instance.owner_account_id::text AS "ownerAccountId", instance.status::text AS status,
      instance.sale_status::text AS "saleStatus", instance.connected_at AS "connectedAt", instance.ends_at AS "endsAt"
    FROM cell JOIN instance ON instance.pk = cell.instance_pk`;
  return rows.map(({ accountId: of, ...instance }) => ({ accountId: of, instance }));
}

/** How many living keys of the account lie where, by stored state; one walk of an index. */
export function countsByCell(
  db: Sql,
  accountId: string,
  region: string,
  now: Date,
): Promise<{ instancePk: string | null; state: KeyState; keys: number }[]> {
  return db.$queryRaw`
    SELECT instance_pk::text AS "instancePk", state::text AS state, count(*)::int AS keys FROM key
    WHERE account_id = ${accountId}::char(16) AND region = ${region}
      AND (delete_at IS NULL OR delete_at > ${now}::timestamptz)
    GROUP BY instance_pk, state`;
}
