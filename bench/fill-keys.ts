import type pg from "pg";

// Rows, not operations: keys with their aliases and tags, without their material. Two instances that serve and one that
// has expired, KMS 1.0 keys, and keys of a neighbour in the first instance, which is jointly shared (SHR-08).

export const REGION = "cn-hangzhou";

/** `keys` keys of an account, one a second back from `until`; each filter finds a like share, whatever their number. */
export async function fillKeys(client: pg.Client, accountId: string, keys: number, until: Date): Promise<void> {
  const neighbour = `2${accountId.slice(1)}`;
  for (const one of [accountId, neighbour]) {
    await client.query(
      "INSERT INTO account (pk, account_id, name, created_at) VALUES (uuidv7(), $1::text, 'bench-' || $1::text, $2)",
      [one, until],
    );
  }
  await client.query(
    `INSERT INTO instance (pk, instance_id, region, owner_account_id, type, status, charge_type, qps, key_quota, secret_quota,
       access_quota, image_version, created_at, starts_at, ends_at)
     SELECT uuidv7(), 'kst-' || $1::text || n, $2, $1::text, 'SOFTWARE', 'Connected', 'PREPAY', 1000, 100000, 0, 1, 'dkms-3.0.0', $3, $3,
       CASE WHEN n = 3 THEN $3::timestamptz END
     FROM generate_series(1, 3) AS n`,
    [accountId, REGION, until],
  );
  await insertKeys(client, accountId, accountId, keys, until);
  await insertKeys(client, neighbour, accountId, keys / 100, until);
}

/** In tenths: five in the first instance, two in the second, one in the expired one, two in none. */
async function insertKeys(client: pg.Client, accountId: string, host: string, keys: number, until: Date) {
  await client.query(
    `INSERT INTO key (pk, key_id, region, account_id, instance_pk, spec, usage, state, primary_version_id, created_at,
       last_rotated_at, delete_at)
     SELECT uuidv7(), 'key-' || md5($1::text || n), $2, $1::text, instance.pk, spec,
       CASE WHEN spec IN ('RSA_2048', 'EC_P256') THEN 'SIGN/VERIFY' ELSE 'ENCRYPT/DECRYPT' END::key_usage, state, 'v', at, at,
       CASE WHEN state = 'PendingDeletion' THEN $5::timestamptz + interval '7 days' END
     FROM (
       SELECT n, $5::timestamptz - make_interval(secs => n) AS at,
         CASE WHEN $1::text <> $4::text THEN 1 ELSE (ARRAY[1, 2, 1, 3, 1, NULL, 1, 2, 1, NULL])[1 + n % 10] END AS place,
         (ARRAY['Aliyun_AES_256', 'Aliyun_AES_256', 'RSA_2048', 'EC_P256'])[1 + n / 7 % 4]::key_spec AS spec,
         (ARRAY['Enabled', 'Enabled', 'Disabled', 'Enabled', 'PendingDeletion'])[1 + n / 3 % 5]::key_state AS state
       FROM generate_series(1, $3::int) AS n) AS made
     LEFT JOIN instance ON instance.instance_id = 'kst-' || $4::text || place`,
    [accountId, REGION, keys, host, until],
  );
  await client.query(
    `INSERT INTO alias (pk, account_id, region, name, key_pk, joint_instance_pk, created_at)
     SELECT uuidv7(), account_id, region, 'alias/app-' || row_number() OVER (ORDER BY pk) % 10 || '/' || key_id, pk, instance_pk, created_at
     FROM key WHERE account_id = $1`,
    [accountId],
  );
  await client.query(
    `INSERT INTO key_tag (key_pk, name, value)
     SELECT pk, tag.name, tag.value FROM key
     CROSS JOIN LATERAL (VALUES ('env', 'prod'), ('id', key_id)) AS tag(name, value) WHERE account_id = $1`,
    [accountId],
  );
}
