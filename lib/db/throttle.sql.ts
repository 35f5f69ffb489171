import type pg from "pg";

// How several gateways hold one limit together (decisions 8): each takes slices of a second's quota from one row, and
// counts by itself within what it was given. The second is the database's, because the gateways have no clock in common.

/** What a gateway asks for: so many of the `quota` units that `subject` has in each second. */
export interface Wish {
  subject: string;
  quota: number;
  units: number;
}

export interface Lease {
  /** May be less than was asked for; zero when the second's quota is spoken for. */
  granted: number;
  /** What all gateways together have taken of this second. */
  taken: number;
  /** Until the second ends, by the database's clock. */
  milliseconds: number;
}

/** Rows are taken in one order, so that two gateways never wait for each other in a ring. */
const TAKE = `
  INSERT INTO throttle_lease AS held (subject, second, quota, taken, granted)
  SELECT subject, floor(extract(epoch FROM clock_timestamp())), quota, least(units, quota), least(units, quota)
  FROM unnest($1::text[], $2::int[], $3::int[]) AS wish(subject, quota, units)
  ORDER BY subject
  ON CONFLICT (subject) DO UPDATE SET
    second = greatest(held.second, excluded.second),
    quota = excluded.quota,
    granted = CASE WHEN held.second >= excluded.second
      THEN greatest(0, least(excluded.granted, excluded.quota - held.taken)) ELSE excluded.granted END,
    taken = CASE WHEN held.second >= excluded.second
      THEN held.taken + greatest(0, least(excluded.granted, excluded.quota - held.taken)) ELSE excluded.taken END
  RETURNING subject, granted, taken,
    greatest(0, (second + 1) * 1000 - extract(epoch FROM clock_timestamp()) * 1000)::float8 AS milliseconds`;

/** Takes what is left for each wish; subjects differ from each other. */
export async function takeLeases(pool: pg.Pool, wishes: readonly Wish[]): Promise<Map<string, Lease>> {
  const { rows } = await pool.query<Lease & { subject: string }>({
    name: "throttle",
    text: TAKE,
    values: [wishes.map(({ subject }) => subject), wishes.map(({ quota }) => quota), wishes.map(({ units }) => units)],
  });
  return new Map(rows.map(({ subject, ...lease }) => [subject, lease]));
}
