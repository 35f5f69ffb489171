import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/domain/context";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { getSecretValue } from "./get-secret-value";
import { putSecretValue } from "./put-secret-value";

// S4: whoever can write the database cannot make one place's value appear in another.

let database: TestDatabase;
let world: TestWorld;
let ctx: Ctx;
let keyId: string;

const region = "cn-hangzhou";

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  ctx = (await anAccount(world)).ctx;
  keyId = (await aKey(ctx, { instance: await anInstance(ctx) })).keyId;
});
afterAll(() => database.close());

const read = (caller: Ctx, secret: string, versionId?: string) => getSecretValue(caller, { region, secret, versionId });
const put = (secret: string, versionId: string, secretData: string) =>
  putSecretValue(ctx, { region, secret, versionId, secretData, dataType: "text" });

async function swapValues(one: { pk: string }, other: { pk: string }) {
  await database.sql(
    `UPDATE secret_value v SET sealed = o.sealed FROM secret_value o
     WHERE (v.version_pk, o.version_pk) IN (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`,
    [one.pk, other.pk],
  );
}
async function swapDataKeys(one: { pk: string }, other: { pk: string }) {
  await database.sql(
    `UPDATE secret_data_key k SET blob = o.blob FROM secret_data_key o
     WHERE (k.secret_pk, o.secret_pk) IN (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`,
    [one.pk, other.pk],
  );
}
const rowOf = async (caller: Ctx, name: string) => {
  const accountId = "accountId" in caller.actor ? caller.actor.accountId : undefined;
  return database.db.secret.findFirstOrThrow({ where: { accountId, name }, include: { versions: true } });
};
const versionOf = (row: Awaited<ReturnType<typeof rowOf>>, versionId = "v1") => {
  const version = row.versions.find((candidate) => candidate.versionId === versionId);
  if (!version) throw new Error(`no version ${versionId}`);
  return version;
};

describe("a sealed value in another's place (S4)", () => {
  it("does not open for another version of the same secret", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId, value: "old password" });
    await put(name, "v2", "new password");
    const row = await rowOf(ctx, name);
    await swapValues(versionOf(row, "v1"), versionOf(row, "v2"));
    await expect(read(ctx, name)).rejects.toMatchObject({ name: "SecretDamaged" });
    await expect(read(ctx, name, "v1")).rejects.toMatchObject({ name: "SecretDamaged" });
  });

  it("does not open for another secret, with its data key or without it", async () => {
    const mine = await aSecret(ctx, { encryptionKey: keyId, value: "mine" });
    const yours = await aSecret(ctx, { encryptionKey: keyId, value: "yours" });
    const [one, other] = [await rowOf(ctx, mine.name), await rowOf(ctx, yours.name)];
    await swapValues(versionOf(one), versionOf(other));
    await expect(read(ctx, mine.name)).rejects.toMatchObject({ name: "SecretDamaged" });
    await swapDataKeys(one, other);
    await expect(read(ctx, mine.name)).rejects.toMatchObject({ name: "SecretDamaged" });
    await expect(put(mine.name, "v2", "x")).rejects.toMatchObject({ name: "SecretDamaged" });
    await swapValues(versionOf(one), versionOf(other));
    await expect(read(ctx, yours.name)).rejects.toMatchObject({ name: "SecretDamaged" });
  });

  it("does not open in a secret of the same name of another account", async () => {
    const stranger = (await anAccount(world)).ctx;
    await aSecret(ctx, { name: "shared-name", encryptionKey: keyId, value: "victim's" });
    await aSecret(stranger, { name: "shared-name", value: "thief's" });
    const [victim, thief] = [await rowOf(ctx, "shared-name"), await rowOf(stranger, "shared-name")];
    await swapValues(versionOf(victim), versionOf(thief));
    await swapDataKeys(victim, thief);
    await expect(read(stranger, "shared-name")).rejects.toMatchObject({ name: "SecretDamaged" });
    await expect(read(ctx, "shared-name")).rejects.toMatchObject({ name: "SecretDamaged" });
  });

  it("does not open after its secret was renamed or given away in SQL", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId, value: "mine" });
    const row = await rowOf(ctx, name);
    await database.sql("UPDATE secret SET name = name || '-renamed' WHERE pk = $1::uuid", [row.pk]);
    await expect(read(ctx, `${name}-renamed`)).rejects.toMatchObject({ name: "SecretDamaged" });
  });

  it("does not open under another label of key: a disabled key cannot be bypassed by naming another (SEC-08)", async () => {
    const [own, decoy] = [
      await aKey(ctx, { instance: await anInstance(ctx) }),
      await aKey(ctx, { instance: await anInstance(ctx) }),
    ];
    const { name } = await aSecret(ctx, { encryptionKey: own.keyId, value: "mine" });
    await database.sql("UPDATE secret SET encryption_key_id = $2 WHERE name = $1", [name, decoy.keyId]);
    await expect(read(ctx, name)).rejects.toMatchObject({ name: "SecretDamaged" });
    await database.sql("UPDATE secret SET encryption_key_id = $2 WHERE name = $1", [name, own.keyId]);
    expect(await read(ctx, name)).toMatchObject({ secretData: "mine" });
  });

  it("does not open with any of its bytes altered", async () => {
    const { name } = await aSecret(ctx, { encryptionKey: keyId, value: "mine" });
    const version = versionOf(await rowOf(ctx, name));
    const { sealed } = await database.db.secretValue.findUniqueOrThrow({ where: { versionPk: version.pk } });
    for (const at of [0, 1, 32, 33, 64, 65, sealed.length - 1]) {
      const altered = new Uint8Array(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await database.db.secretValue.update({ where: { versionPk: version.pk }, data: { sealed: altered } });
      await expect(read(ctx, name)).rejects.toMatchObject({ name: "SecretDamaged" });
    }
    await database.db.secretValue.update({ where: { versionPk: version.pk }, data: { sealed } });
    expect(await read(ctx, name)).toMatchObject({ secretData: "mine" });
  });
});
