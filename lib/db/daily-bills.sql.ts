import { Prisma, type PrismaClient } from "@/lib/generated/prisma/client";

type Db = Pick<PrismaClient, "$queryRaw" | "$executeRaw">;

// What a pay-as-you-go instance held at a moment that is over (BIL-04), and which instances have days to be charged.

/**
 * Since when the instance holds a key. One from a backup keeps the time at which it was created first; its row is as old
 * as its pk says (UUIDv7), which for any other is a moment later.
 */
const HELD_SINCE = Prisma.sql`CASE
  WHEN to_timestamp(('x' || left(replace(key.pk::text, '-', ''), 12))::bit(48)::bigint / 1000.0) > key.created_at + interval '1 minute'
  THEN to_timestamp(('x' || left(replace(key.pk::text, '-', ''), 12))::bit(48)::bigint / 1000.0)
  ELSE key.created_at END`;

/**
 * The day of that moment on the zone's clocks. Never asked the other way round: midnight comes twice where clocks are set
 * back over it, and the database means the second, our calendar the first.
 */
const dayOf = (moment: Prisma.Sql, timeZone: string) => Prisma.sql`((${moment}) AT TIME ZONE ${timeZone})::date`;

/** The last day to be charged; null for one whose release nobody has asked for (bill-rules.ts). */
const lastDay = (timeZone: string) =>
  dayOf(
    Prisma.sql`CASE WHEN coalesce(release_requested_at, released_at) IS NOT NULL
      THEN greatest(starts_at, coalesce(release_requested_at, released_at) - interval '1 millisecond') END`,
    timeZone,
  );

/** Before they are destroyed: keys of pay-as-you-go instances. A key past its date went then, whenever its row goes. */
export async function keepPastKeys(db: Db, keyPks: readonly string[], now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO past_key (pk, instance_pk, created_at, destroyed_at)
    SELECT key.pk, instance.pk, ${HELD_SINCE},
      least(CASE WHEN key.state = 'PendingDeletion' THEN key.delete_at END, ${now}::timestamptz)
    FROM key JOIN instance ON instance.pk = key.instance_pk
    WHERE key.pk = ANY (${[...keyPks]}::uuid[]) AND instance.charge_type = 'POSTPAY'`;
}

/** How many keys the instance held just before `at`: in one statement, so that a key on its way out is counted once. */
export async function keysHeldAt(db: Db, instancePk: string, at: Date): Promise<number> {
  const rows = await db.$queryRaw<{ keys: number }[]>`
    SELECT count(*)::int AS keys FROM (
      SELECT FROM key WHERE key.instance_pk = ${instancePk}::uuid AND ${HELD_SINCE} < ${at}::timestamptz
        AND (key.state <> 'PendingDeletion' OR key.delete_at >= ${at}::timestamptz)
      UNION ALL
      SELECT FROM past_key WHERE past_key.instance_pk = ${instancePk}::uuid
        AND past_key.created_at < ${at}::timestamptz AND past_key.destroyed_at >= ${at}::timestamptz
    ) AS held`;
  return rows[0]?.keys ?? 0;
}

/** Those that went before `before`, which no bill to come counts; all, where no bill is to come. */
export async function forgetPastKeys(db: Db, instancePk: string, before: Date | "all"): Promise<void> {
  const end = before === "all" ? null : before;
  await db.$executeRaw`
    DELETE FROM past_key WHERE instance_pk = ${instancePk}::uuid
      AND (${end}::timestamptz IS NULL OR destroyed_at < ${end}::timestamptz)`;
}

/**
 * Those of instances that are gone and charged to their last day: which their release destroyed after it was charged. Returns
 * how many there were.
 */
export async function forgetPastKeysOfReleased(db: Db, timeZone: string): Promise<number> {
  return db.$executeRaw`
    DELETE FROM past_key USING instance WHERE instance.pk = past_key.instance_pk
      AND instance.released_at IS NOT NULL AND instance.billed_through >= ${lastDay(timeZone)}`;
}

/** Holds the instance until the commit: a release that is under way is over first, another biller has billed. */
export async function holdInstance(db: Db, instancePk: string): Promise<void> {
  await db.$queryRaw`SELECT pk::text FROM instance WHERE pk = ${instancePk}::uuid FOR NO KEY UPDATE`;
}

/**
 * Pay-as-you-go instances with a day that is over and not charged, after `last` in the order of their pks. What is due is
 * judged again where it is charged.
 */
export async function instancesToBill(
  db: Db,
  { today, timeZone, last, limit }: { today: string; timeZone: string; last: string | undefined; limit: number },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ pk: string }[]>`
    SELECT pk::text AS pk FROM instance
    WHERE charge_type = 'POSTPAY'
      AND ${dayOf(Prisma.sql`starts_at`, timeZone)} < ${today}::date
      AND (billed_through IS NULL OR billed_through < ${today}::date - 1)
      AND (billed_through IS NULL OR coalesce(billed_through < ${lastDay(timeZone)}, true))
      AND (${last ?? null}::uuid IS NULL OR pk > ${last ?? null}::uuid)
    ORDER BY pk LIMIT ${limit}`;
  return rows.map(({ pk }) => pk);
}
