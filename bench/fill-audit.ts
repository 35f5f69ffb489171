import type pg from "pg";
import { auditLinkHex } from "@/lib/crypto/digest";

// Rows, not operations: events of twelve months with the leaf that each would have had, and their chain.

const AT_ONCE = 20_000;

/** `events` events of an account, one after the other over a year before `until`; each filter finds a like share of them. */
export async function fillEvents(client: pg.Client, accountId: string, events: number, until: Date): Promise<void> {
  await client.query(
    `INSERT INTO account (pk, account_id, name, created_at) VALUES (gen_random_uuid(), $1, $2, clock_timestamp())`,
    [accountId, `bench-${accountId}`],
  );
  for (let month = 12; month >= 0; month--) {
    await client.query("SELECT ensure_partitions($1::timestamptz - make_interval(months => $2))", [until, month]);
  }
  await client.query(
    `INSERT INTO audit_event (id, at, account_id, region, event, source, actor, access_key_id, source_ip, resource, outcome, request_id, detail, leaf)
     SELECT id, at, $1::char(16), region, event, source, actor, access_key, ip, resource, outcome, request, detail,
       sha256(convert_to('{"accessKeyId":' || to_json(access_key) || ',"accountId":' || to_json($1::text) || ',"actor":' || to_json(actor)
         || ',"at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","detail":{"versionId":' || to_json(version)
         || '},"event":' || to_json(event) || ',"id":"' || id || '","outcome":' || to_json(outcome) || ',"region":' || to_json(region)
         || ',"requestId":' || to_json(request) || ',"resource":' || to_json(resource) || ',"source":' || to_json(source)
         || ',"sourceIp":' || to_json(ip) || '}', 'UTF8'))
     FROM (
       SELECT *, jsonb_build_object('versionId', version) AS detail FROM (
         SELECT gen_random_uuid() AS id,
           date_trunc('milliseconds', $3::timestamptz - make_interval(secs => ($2::bigint - n) * 31536000.0 / $2::bigint)) AS at,
           (ARRAY['cn-hangzhou', 'cn-shanghai', 'ap-northeast-1', 'ap-southeast-1'])[1 + n % 4] AS region,
           (ARRAY['Encrypt', 'Decrypt', 'GenerateDataKey', 'GetSecretValue', 'DescribeKey', 'ListKeys', 'CreateKey', 'DisableKey',
             'EnableKey', 'TagResource', 'PutSecretValue', 'CreateAlias'])[1 + (n / 3) % 12] AS event,
           CASE WHEN n % 20 = 0 THEN 'ConsoleOperation' ELSE 'ApiCall' END AS source,
           'acs:ram::' || $1::text || ':user/app-' || (n / 5) % 20 AS actor,
           'LTAIbench' || (n / 5) % 20 AS access_key, '10.0.0.' || (n / 7) % 20 AS ip,
           'acs:kms:cn-hangzhou:' || $1::text || ':key/key-bench' || (n / 11) % 20 AS resource,
           CASE WHEN n % 50 = 7 THEN 'NoPermission' WHEN n % 50 = 9 THEN 'KeyDisabled' ELSE 'Success' END AS outcome,
           gen_random_uuid()::text AS request, 'key-bench' || (n / 11) % 20 || '-v1' AS version
         FROM generate_series(1, $2::bigint) AS n) AS made) AS event`,
    [accountId, events, until],
  );
  await chain(client, accountId);
}

async function chain(client: pg.Client, accountId: string): Promise<void> {
  let [link, seq, at, id] = ["0".repeat(64), 0, "-infinity", "00000000-0000-0000-0000-000000000000"];
  for (;;) {
    const { rows } = await client.query<{ id: string; at: string; leaf: string }>(
      `SELECT id::text, at::text, encode(leaf, 'hex') AS leaf FROM audit_event
       WHERE account_id = $1 AND (at, id) > ($2, $3) ORDER BY at, id LIMIT $4`,
      [accountId, at, id, AT_ONCE],
    );
    const links = rows.map(({ leaf }) => {
      seq += 1;
      link = auditLinkHex(link, seq, leaf);
      return { seq, link };
    });
    await client.query(
      `INSERT INTO audit_link (account_id, seq, event_id, event_at, link)
       SELECT $1, seq, id, at, decode(link, 'hex') FROM unnest($2::bigint[], $3::uuid[], $4::timestamptz[], $5::text[]) AS l(seq, id, at, link)`,
      [
        accountId,
        links.map((one) => one.seq),
        rows.map((row) => row.id),
        rows.map((row) => row.at),
        links.map((one) => one.link),
      ],
    );
    const last = rows.at(-1);
    if (!last || rows.length < AT_ONCE) return;
    ({ at, id } = last);
  }
}
