import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { destroyKeyRows } from "../keys/destroy-key";
import { updateKeyDescription } from "../keys/update-key-description";
import { transaction } from "../transaction";
import { aBackedUpInstance, type BackupWorld, backupWorld, namesIn } from "./backups.test-support";
import { restoreBackupKey } from "./restore-backup-key";
import { runBackup } from "./run-backup";
import { verifyBackup } from "./verify-backup";

// S19, a fixed sample: every kind of object, with bits flipped along its whole length, cut, dropped and exchanged.

let world: BackupWorld;
let backupPk: string;
let base: string;
let restore: () => Promise<unknown>;

beforeAll(async () => {
  world = await backupWorld();
  const { account, instance, backup } = await aBackedUpInstance(world);
  backupPk = backup.pk;
  const key = await aKey(account.ctx, { instance });
  await aKey(account.ctx, { instance });
  await runBackup(world.ctx, backupPk);
  world.clock.advance({ minutes: 5 });
  await updateKeyDescription(account.ctx, { region: instance.region, key: key.keyId, description: "changed" });
  await runBackup(world.ctx, backupPk);
  base = (await namesIn(world, backupPk)).base;
  const row = await world.database.db.key.findFirstOrThrow({ where: { keyId: key.keyId } });
  await transaction(world.ctx, (tx) => destroyKeyRows(tx, [row.pk]));
  const { region } = instance;
  const destination = { region, instanceId: instance.instanceId };
  const input = { region, backupId: backup.backupId, at: world.clock.now(), destination, keyId: key.keyId };
  restore = () => restoreBackupKey(account.ctx, input);
});
afterAll(() => world.close());

const kinds = [
  "descriptor.json",
  "key",
  "keys/1",
  "runs/00000001",
  "runs/00000002",
  "index/00000001",
  "index/00000002",
  "packs/00000001",
  "packs/00000002",
];
const objectOf = async (kind: string) => {
  const names = await world.store.list(`${base}/${kind}`);
  const name = names.find((found) => kind !== "key" || found === `${base}/key`);
  if (!name) throw new Error(`no object ${kind}`);
  return { name, relative: name.slice(base.length + 1), bytes: (await world.store.get(name)) as Buffer };
};

/** Puts something else in an object's place, looks, and puts it back. */
async function whileItIs(
  name: string,
  right: Buffer,
  wrong: Buffer | null,
  look: () => Promise<unknown>,
): Promise<void> {
  if (wrong) await world.store.put(name, wrong);
  else await world.store.remove(name);
  try {
    await look();
  } finally {
    await world.store.put(name, right);
  }
}

const named = async () => (await verifyBackup(world.ctx, backupPk)).problems.map(({ object }) => object);

describe.each(kinds)("a damaged %s", (kind) => {
  it("is named by verification, wherever a bit is flipped or it is cut, and when it is gone", async () => {
    const { name, relative, bytes } = await objectOf(kind);
    for (let sample = 0; sample < 8; sample++) {
      const at = Math.floor((bytes.length * sample) / 8);
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (sample % 8)), at);
      for (const wrong of [flipped, bytes.subarray(0, at)]) {
        await whileItIs(name, bytes, wrong, async () => expect(await named()).toContain(relative));
      }
    }
    await whileItIs(name, bytes, null, async () => expect(await named()).toContain(relative));
    expect(await named()).toEqual([]);
  });
});

it("names an object that stands in another's place: run, index and pack alike", async () => {
  for (const kind of ["runs", "index", "packs"]) {
    const first = await objectOf(`${kind}/00000001`);
    const second = await objectOf(`${kind}/00000002`);
    await whileItIs(second.name, second.bytes, first.bytes, async () =>
      expect(await named()).toContain(second.relative),
    );
    await whileItIs(first.name, first.bytes, second.bytes, async () => expect(await named()).toContain(first.relative));
  }
});

it("names the records of a damaged pack that no longer open, and only those", async () => {
  const { name, bytes } = await objectOf("packs/00000001");
  const [entry] = await world.database.db.backupEntry.findMany({
    where: { backupPk, runNumber: 1 },
    orderBy: { ordinal: "desc" },
  });
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8((entry?.offset ?? 0) + 10) ^ 1, (entry?.offset ?? 0) + 10);
  await whileItIs(name, bytes, flipped, async () => {
    const [problem] = (await verifyBackup(world.ctx, backupPk)).problems;
    const { kind, accountId, resourceId, versionId } = entry ?? {};
    expect(problem?.records).toEqual([{ kind, accountId, resourceId, versionId }]);
  });
});

describe("a restore from damaged objects", () => {
  const keys = () => world.database.db.key.count();

  it("is refused, and nothing is restored, wherever its records or their packs were altered", async () => {
    const before = await keys();
    const { name, bytes } = await objectOf("packs/00000002");
    for (let sample = 0; sample < 16; sample++) {
      const at = Math.floor((bytes.length * sample) / 16);
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (sample % 8)), at);
      for (const wrong of [flipped, bytes.subarray(0, at), null]) {
        await whileItIs(name, bytes, wrong, () => expect(restore()).rejects.toMatchObject({ code: "BackupDamaged" }));
      }
    }
    expect(await keys()).toBe(before);
  });

  it("is refused when a record was moved to another place, or another one stands in its place (S4)", async () => {
    const before = await keys();
    const own = await world.database.db.backupEntry.findFirstOrThrow({
      where: { backupPk, runNumber: 2, kind: "key" },
    });
    const other = await world.database.db.backupEntry.findFirstOrThrow({
      where: { backupPk, runNumber: 1, kind: "key", resourceId: { not: own.resourceId } },
    });
    const { pack, packNumber, runNumber, ordinal, offset, length, digest } = other;
    const moved = { pack, packNumber, runNumber, ordinal, offset, length, digest };
    await world.database.db.backupEntry.update({ where: { pk: own.pk }, data: moved });
    await expect(restore()).rejects.toMatchObject({ code: "BackupDamaged" });
    const { pk: _pk, view: _view, ...right } = own;
    await world.database.db.backupEntry.update({ where: { pk: own.pk }, data: right });
    expect(await keys()).toBe(before);
  });

  it("is refused without the instance key's copy, and works again once all is in place", async () => {
    const { name, bytes } = await objectOf("keys/1");
    await whileItIs(name, bytes, null, () => expect(restore()).rejects.toMatchObject({ code: "BackupDamaged" }));
    await restore();
  });
});
