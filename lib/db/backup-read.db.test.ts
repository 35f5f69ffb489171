import { afterAll, beforeAll, expect, it } from "vitest";
import { canonicalText } from "@/lib/crypto/canonical-json";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "@/lib/domain/backups/backups.test-support";
import { itemViewOf, rotatedAtOf } from "@/lib/domain/backups/item-view";
import { readSnapshot } from "@/lib/domain/backups/read-snapshot";
import { backupRecord } from "@/lib/domain/backups/record-schema";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { Seeded } from "@/lib/testing/seeded";
import { copyRecords, type ReadRecord, readKeys } from "./backup-read.sql";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

// Quotes, backslashes, every control character but NUL, which PostgreSQL's text cannot hold, what JSON or JavaScript treats
// in a way of its own, and characters of two, three and four bytes.
const NASTY = [
  ...Array.from({ length: 31 }, (_, code) => String.fromCharCode(code + 1)),
  ...[
    '"',
    "\\",
    "/",
    "<",
    "\u007f",
    "\u0080",
    "\u2028",
    "\u2029",
    "\ufeff",
    "\ufffd",
    "\uffff",
    "é",
    "鍵",
    "🔑",
    "\\u0000",
    "\\N",
  ],
];

it("writes every record in the very spelling of canonical JSON, whatever its texts hold (S26)", async () => {
  const random = new Seeded(20261122);
  const text = () => Array.from({ length: 40 }, () => NASTY[random.below(NASTY.length)]).join("");
  const { account, instance } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, { instance, alias: "alias/b", description: "plain" });
  await aKey(account.ctx, { instance, state: "PendingDeletion", tags: [{ name: "b", value: "1" }] });
  await aKey(account.ctx, { instance, origin: "EXTERNAL" });
  await aSecret(account.ctx, { instance, encryptionKey: key.keyId });
  const { sql } = world.database;
  await sql(
    "UPDATE key SET description = $1, deletion_protection_why = $2, deletion_protection = true WHERE key_id = $3",
    [...[NASTY.join(""), text(), key.keyId]],
  );
  await sql("INSERT INTO key_tag SELECT pk, $1, $2 FROM key WHERE key_id = $3", [text(), text(), key.keyId]);
  await sql(
    `UPDATE key SET rotation_seconds = 2147483647, automatic_rotation = 'Enabled', next_rotation_at = '2027-01-01T00:00:00.1Z',
       material_expires_at = '2026-12-31T23:59:59.999Z' WHERE key_id = $1`,
    [key.keyId],
  );
  await sql("UPDATE secret SET description = $1, extended_config = $2, last_rotated_at = created_at", [
    ...[text(), JSON.stringify({ a: [1.5, null, true, text()] })],
  ]);
  await sql("UPDATE secret_version SET stages = stages || $1::text[]", [[text(), "x,y", "{}"]]);
  await sql(
    `UPDATE key_policy SET document = (document::jsonb || jsonb_build_object('Id', $1::text))::text
     WHERE key_pk = (SELECT pk FROM key WHERE key_id = $2)`,
    [text(), key.keyId],
  );
  await sql("DELETE FROM secret_policy");

  const read: ReadRecord[] = [];
  await readSnapshot(world.ctx, async ({ db }) => {
    for (const kind of ["key", "secret"] as const) {
      await copyRecords(db, instance.pk, { kind, pks: null }, async (records) => void read.push(...records));
    }
  });
  expect(read.map(({ kind }) => kind).sort()).toEqual([
    ...["key", "key", "key", "key-version", "key-version", "key-version", "secret", "secret-version"],
  ]);
  for (const one of read) {
    const record = backupRecord.parse(JSON.parse(one.record.toString()));
    expect(one.record.toString()).toBe(canonicalText(record));
    expect(JSON.parse(one.view)).toEqual(itemViewOf(record));
    expect(one.rotatedAt).toBe(rotatedAtOf(record));
    expect(one).toMatchObject({ kind: record.kind, account: record.account });
  }
  // One at a time they read the same.
  const [row] = await sql<{ pk: string }>("SELECT pk FROM key WHERE key_id = $1", [key.keyId]);
  const [again] = await readKeys(world.ctx.db, instance.pk, [String(row?.pk)]);
  expect(read.map(({ record }) => record.toString())).toEqual(
    expect.arrayContaining([again?.item, ...(again?.versions ?? [])]),
  );
});

it("saves no item that is not whole: a value that is missing ends the run (P5)", async () => {
  const { account, instance } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, { instance });
  await aSecret(account.ctx, { instance, encryptionKey: key.keyId });
  await world.database.sql(
    "DELETE FROM secret_value USING secret_version v, secret s WHERE version_pk = v.pk AND v.secret_pk = s.pk AND s.instance_pk = $1",
    [instance.pk],
  );
  const reading = readSnapshot(world.ctx, ({ db }) =>
    copyRecords(db, instance.pk, { kind: "secret", pks: null }, async () => {}),
  );
  await expect(reading).rejects.toThrow("a secret-version is not whole");
  // What broke off left no connection behind that another transaction would get.
  expect(await world.ctx.db.key.count({ where: { instancePk: instance.pk } })).toBe(1);
});
