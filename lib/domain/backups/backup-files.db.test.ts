import { spawnSync } from "node:child_process";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { ExportWriter, readExportStart } from "@/lib/crypto/export";
import { decryptFromAge, encryptToAge, recipientOf } from "@/lib/crypto/export-age";
import golden from "@/lib/crypto/golden/export.golden.json";
import { Keyring } from "@/lib/crypto/keyring";
import { generateRootKey, parseRootKeys } from "@/lib/crypto/root-key";
import type { BackupModel } from "@/lib/generated/prisma/models";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { long } from "@/lib/testing/long";
import { Seeded } from "@/lib/testing/seeded";
import { businessDayOf } from "../calendar";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { decrypt } from "../keys/decrypt";
import { destroyKeyRows } from "../keys/destroy-key";
import { encrypt } from "../keys/encrypt";
import { sealedFields } from "../keys/key-material";
import { destroySecretRows } from "../secrets/destroy-secret";
import { getSecretValue } from "../secrets/get-secret-value";
import { putSecretValue } from "../secrets/put-secret-value";
import { transaction } from "../transaction";
import { openSealed } from "../wrapping-keys";
import { ageKeys, begin, type DownloadedFile, download, REGION, upload } from "./backup-files.test-support";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "./backups.test-support";
import { cancelBackupTransfer } from "./cancel-backup-transfer";
import { describeBackupTransfer } from "./describe-backup-transfer";
import { finishReset } from "./destroy-binding";
import { exportRoot } from "./export-header";
import { finishBackupUpload } from "./finish-backup-upload";
import { listBackups } from "./list-backups";
import { prepareBackupDownload } from "./prepare-backup-download";
import { readBackupDownload } from "./read-backup-download";
import { restoreBackupKey } from "./restore-backup-key";
import { restoreBackupSecret } from "./restore-backup-secret";
import { runBackup } from "./run-backup";
import { savedStateOf } from "./saved-state.test-support";
import { IDLE_MS } from "./transfer";
import { endStaleTransfers } from "./transfer-upkeep";
import { verifyBackup } from "./verify-backup";
import { writeBackupUpload } from "./write-backup-upload";

const keyring = () => new Keyring(parseRootKeys(golden.rootKey));
let world: BackupWorld;
/** Another deployment with the same root key: its own database, its own store. */
let elsewhere: BackupWorld;
let home: Awaited<ReturnType<typeof aFilledInstance>>;
let sameAccount: TestAccount;
beforeAll(async () => {
  world = await backupWorld({ keyring: keyring() });
  elsewhere = await backupWorld({ keyring: keyring() });
  home = await aFilledInstance();
  sameAccount = await anAccount(elsewhere, { accountId: home.account.accountId });
});
afterAll(async () => {
  await world.close();
  await elsewhere.close();
});

const VALUE = "the value of a secret, as long as it takes to be found";

async function aFilledInstance() {
  const { account, instance, backup } = await aBackedUpInstance(world);
  const key = await aKey(account.ctx, {
    instance,
    alias: `alias/${instance.instanceId}`,
    tags: [{ name: "a", value: "b" }],
  });
  const signing = await aKey(account.ctx, { instance, spec: "EC_P256", usage: "SIGN/VERIFY" });
  const secret = await aSecret(account.ctx, { encryptionKey: key.keyId, instance, value: VALUE });
  // Several chunks of age, all of them within the head.
  for (const size of [30_000, 30_000, 25_000]) {
    await putSecretValue(
      account.ctx,
      putSecretValue.schema.parse({
        region: REGION,
        secret: secret.name,
        versionId: randomUUID(),
        secretData: randomBytes(size / 2).toString("hex"),
      }),
    );
  }
  await putSecretValue(
    account.ctx,
    putSecretValue.schema.parse({ region: REGION, secret: secret.name, versionId: randomUUID(), secretData: VALUE }),
  );
  const { blob } = await encrypt(account.ctx, { region: REGION, key: key.keyId, plaintext: Buffer.from("before") });
  await runBackup(world.ctx, backup.pk);
  const day = businessDayOf(world.clock.now(), "Asia/Shanghai");
  return { account, instance, backup, key, signing, secret: secret.name, blob, day };
}

const saved = (of: BackupWorld, { pk, lastTickAt }: BackupModel) => savedStateOf(of, pk, lastTickAt ?? new Date(0));
const rowOf = (of: BackupWorld, backupId: string) => of.database.db.backup.findUniqueOrThrow({ where: { backupId } });
/** What was recorded of a transfer. */
async function eventsOf(transferId: string): Promise<Record<string, unknown>[]> {
  const where = { detail: { path: ["transferId"], equals: transferId } };
  const rows = await world.database.db.auditEvent.findMany({ where });
  return rows.map(({ event, detail }) => ({ event, ...(detail as Record<string, unknown>) }));
}

describe("a file that is downloaded and uploaded (BKP-120..131)", () => {
  it("becomes a backup of type Upload that restores what the day held, to the last byte (BKP-125, BKP-128)", async () => {
    const { account, backup, key, secret, blob, day } = home;
    const { file, identity, fileName, items } = await download(account.ctx, backup.backupId, day);
    expect(fileName).toBe(`${backup.backupId}_${day}.age`);
    expect(items).toBe(10); // two keys with a version each, a secret with five
    const { backupId, contents } = await upload(account.ctx, file, identity, "  Sunday's  ");
    expect(contents).toMatchObject({
      account: account.accountId,
      day,
      keys: 2,
      secrets: 1,
      instanceId: home.instance.instanceId,
    });
    const row = await rowOf(world, backupId);
    expect(row).toMatchObject({ type: "Upload", state: "Enabled", alias: "Sunday's", viewableDays: 1, leaving: false });
    expect(
      (await listBackups(account.ctx, { region: REGION })).find((view) => view.backupId === backupId),
    ).toMatchObject({
      type: "Upload",
      range: { from: day, to: day },
      keys: 2,
      secrets: 1,
    });
    // Material is sealed anew, and nothing else differs.
    expect((await saved(world, row)).length).toBe((await saved(world, await rowOf(world, backup.backupId))).length);
    expect((await verifyBackup(world.ctx, row.pk)).problems).toEqual([]);

    const destination = await anInstance(account.ctx);
    const { database } = world;
    const keyRow = await database.db.key.findFirstOrThrow({ where: { keyId: key.keyId } });
    const secretRow = await database.db.secret.findFirstOrThrow({ where: { name: secret } });
    await transaction(world.ctx, (tx) => destroySecretRows(tx, [secretRow.pk]));
    await transaction(world.ctx, (tx) => destroyKeyRows(tx, [keyRow.pk]));
    const from = { region: REGION, backupId, at: row.enabledAt ?? new Date(0) };
    const to = { destination: { region: REGION, instanceId: destination.instanceId } };
    await restoreBackupKey(account.ctx, { ...from, ...to, keyId: key.keyId });
    await restoreBackupSecret(account.ctx, { ...from, ...to, name: secret });
    const { plaintext } = await decrypt(account.ctx, { region: REGION, blob });
    expect(Buffer.from(plaintext).toString()).toBe("before");
    const value = await getSecretValue(account.ctx, { region: REGION, secret });
    expect(value.secretData).toBe(VALUE);
  });

  it("is taken by another deployment that has the root key and the account (BKP-129)", async () => {
    const { account, backup, key, blob, day } = home;
    const { file, identity } = await download(account.ctx, backup.backupId, day);
    const { backupId } = await upload(sameAccount.ctx, file, identity);
    const row = await rowOf(elsewhere, backupId);
    expect((await verifyBackup(elsewhere.ctx, row.pk)).problems).toEqual([]);
    const destination = await anInstance(sameAccount.ctx, { region: "ap-northeast-1" });
    await restoreBackupKey(sameAccount.ctx, {
      ...{ region: REGION, backupId, at: row.enabledAt ?? new Date(0), keyId: key.keyId },
      destination: { region: "ap-northeast-1", instanceId: destination.instanceId },
    });
    const { plaintext } = await decrypt(sameAccount.ctx, { region: "ap-northeast-1", blob });
    expect(Buffer.from(plaintext).toString()).toBe("before");
  });

  it("is the golden one too, for ever (S26)", async () => {
    const account = await anAccount(elsewhere, { accountId: golden.account });
    const { backupId, contents } = await upload(account.ctx, Buffer.from(golden.file, "base64"), golden.identity);
    expect(contents).toMatchObject({ keys: 1, secrets: 0, day: "2026-11-22" });
    const { keyId } = JSON.parse(golden.records[1] ?? "");
    const destination = await anInstance(account.ctx);
    const { instanceId } = destination;
    const at = new Date("2026-11-22T04:05:00.000Z");
    // Its known answer is asked on the way.
    await restoreBackupKey(account.ctx, {
      region: REGION,
      backupId,
      at,
      keyId,
      destination: { region: REGION, instanceId },
    });
  });

  it("may come twice, under its name and another; begin and end are events with its hash (P27)", async () => {
    const { account, backup, day } = home;
    const { file, identity, transferId } = await download(account.ctx, backup.backupId, day);
    const sha256 = createHash("sha256").update(file).digest("hex");
    const downloaded = (await eventsOf(transferId)).find(({ phase }) => phase === "finished");
    expect(downloaded).toMatchObject({
      phase: "finished",
      sha256,
      bytes: file.length,
      keys: 2,
      secretVersions: 5,
    });
    const first = await upload(account.ctx, file, identity, "first");
    const second = await upload(account.ctx, file, identity, "second");
    expect(first.backupId).not.toBe(second.backupId);
    const uploaded = (await eventsOf(second.transferId)).find(({ event }) => event === "FinishBackupUpload");
    expect(uploaded).toMatchObject({ sha256, bytes: file.length });
    expect(await describeBackupTransfer(account.ctx, { transferId: second.transferId })).toMatchObject({
      ...{ kind: "Upload", state: "Done", done: 10, total: 10, bytes: file.length, errorCode: null },
      backupId: second.backupId,
    });
  });
});

describe("the two locks of a file (BKP-122, BKP-124, S25)", () => {
  it("opens with the age program and the shown key, and then shows no key material, value or policy", async () => {
    const { account, backup, key, day, instance } = home;
    const { file, identity } = await download(account.ctx, backup.backupId, day);
    const opened = await new Response(
      await decryptFromAge(identity, new Blob([new Uint8Array(file)]).stream()),
    ).arrayBuffer();
    const plaintext = Buffer.from(opened);
    expect(plaintext.subarray(0, 10).toString()).toBe("KMSEXPORT1");
    const secrets = [VALUE, instance.instanceId, key.keyId, "alias/", "ENCRYPT/DECRYPT"].map((text) =>
      Buffer.from(text),
    );
    for (const material of await materialOf(account.ctx, account.accountId)) secrets.push(Buffer.from(material));
    expect(secrets.length).toBe(7);
    for (const bytes of secrets) {
      for (const form of [
        bytes,
        Buffer.from(bytes.toString("base64").slice(0, -4)),
        Buffer.from(bytes.toString("hex")),
      ]) {
        expect(plaintext.includes(form)).toBe(false);
      }
    }
    if (!existsSync("/usr/bin/age")) {
      process.stderr.write("The age program is not here: what it says of a file is not tried.\n");
      return;
    }
    const folder = mkdtempSync(path.join(tmpdir(), "kms-age-"));
    writeFileSync(path.join(folder, "key"), `${identity}\n`);
    const age = spawnSync("/usr/bin/age", ["-d", "-i", path.join(folder, "key")], { input: file, maxBuffer: 2 ** 26 });
    rmSync(folder, { recursive: true });
    expect(age.stderr.toString()).toBe("");
    expect(age.stdout.equals(plaintext)).toBe(true);
  });

  it("keeps the shown key nowhere: not in a table, not in the store, not in an event", async () => {
    const { account, backup, day } = home;
    const { file, identity } = await download(account.ctx, backup.backupId, day);
    await upload(account.ctx, file, identity, "scan");
    const needle = identity.slice("AGE-SECRET-KEY-1".length);
    const { sql } = world.database;
    const tables = await sql<{ name: string }>(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    expect(tables.length).toBeGreaterThan(50);
    for (const { name } of tables) {
      const found = await sql(`SELECT 1 FROM ${name} t WHERE t::text ILIKE $1`, [`%${needle}%`]);
      expect(found, name).toEqual([]);
    }
    const files = readdirSync(world.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(10);
    for (const entry of files) {
      expect(readFileSync(path.join(entry.parentPath, entry.name)).includes(needle), entry.name).toBe(false);
    }
  });
});

async function materialOf(ctx: Ctx, accountId: string): Promise<Buffer[]> {
  const versions = await ctx.db.keyVersion.findMany({
    where: { accountId },
    include: { material: true, key: { include: { instance: true } } },
  });
  return Promise.all(
    versions.flatMap(({ versionId, material, key }) =>
      material ? [openSealed(ctx, "key-material", sealedFields(key, versionId), material.sealed)] : [],
    ),
  );
}

/** What an upload could leave behind: rows, keys, entries, objects. */
async function everything({ database, store }: BackupWorld) {
  const { db } = database;
  return {
    backups: await db.backup.count({ where: { type: "Upload" } }),
    keys: await db.wrappingKey.count({ where: { kind: "Backup", destroyedAt: null } }),
    runs: await db.backupRun.count(),
    entries: await db.backupEntry.count(),
    running: await db.backupTransfer.count({ where: { state: "Running" } }),
    objects: (await store.list("kms1/")).filter((name) => !name.includes("/accounts/")),
  };
}

describe("a file that is not what it was (S19, BKP-160..166, P4)", () => {
  let made: DownloadedFile;
  let before: Awaited<ReturnType<typeof everything>>;
  beforeAll(async () => {
    const { account, backup, day } = home;
    made = await download(account.ctx, backup.backupId, day);
    before = await everything(world);
  });

  /** What an upload of it is told. */
  async function told(file: Uint8Array, key = made.identity, ctx = home.account.ctx): Promise<string> {
    try {
      await upload(ctx, file, key);
      return "taken";
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return `${error.code} ${JSON.stringify(error.params)}`;
    }
  }
  const leavesNothing = async () => expect(await everything(world)).toEqual(before);

  it("is refused for every flipped bit, in its head and anywhere, and nothing of it is left", {
    timeout: 1_200_000,
  }, async () => {
    const random = new Seeded(19);
    const { file } = made;
    const head = file.indexOf("\n--- ") + 50;
    const anywhere = Array.from({ length: long ? 10_000 : 24 }, () => random.below(file.length * 8));
    const inHead = Array.from({ length: head * 8 }, (_, bit) => bit).filter((bit) => long || bit % 41 === 0);
    for (const bit of [...inHead, ...anywhere]) {
      const damaged = Buffer.from(file);
      damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const answer = await told(damaged);
      expect(answer, `bit ${bit}`).toMatch(/^BackupFileAltered /);
      if (bit >> 3 >= head) {
        const [bytes = 0] = answer.match(/\d+/g)?.map(Number) ?? [];
        expect(Math.abs(bytes - (bit >> 3)), `bit ${bit}`).toBeLessThan(65_536 + 16);
      }
    }
    await leavesNothing();
  });

  it("is refused wherever it was cut, and told where it ends", { timeout: 1_200_000 }, async () => {
    const random = new Seeded(20);
    const { file } = made;
    const chunks = [0, 1, 2, 300, 65_536 + 16, 65_552 + 400, file.length - 16, file.length - 1];
    const anywhere = Array.from({ length: long ? 5_000 : 10 }, () => random.below(file.length));
    const inHead = Array.from({ length: long ? 400 : 16 }, (_, at) => (long ? at : at * 25));
    for (const length of [...chunks, ...anywhere, ...inHead]) {
      expect(await told(file.subarray(0, length)), `${length}`).toBe(`BackupFileTruncated {"bytes":${length}}`);
    }
    expect(await told(Buffer.concat([file, Buffer.from([0])]))).toBe(`BackupFileAltered {"bytes":${file.length}}`);
    await leavesNothing();
  });

  /** What its holder can do: take off the outer lock, change what is inside, and put the lock on again. */
  async function relocked(change: (start: Buffer, records: Buffer[]) => Buffer[], of = made): Promise<Buffer> {
    const recipient = (await recipientOf(made.identity)) ?? "";
    const [start, ...records] = await piecesOf(of);
    const plaintext = Buffer.concat(change(start ?? Buffer.alloc(0), records));
    return lock(plaintext, recipient);
  }
  const lock = async (plaintext: Buffer, recipient: string) => {
    const stream = new Blob([new Uint8Array(plaintext)]).stream();
    return Buffer.from(await new Response(await encryptToAge(recipient, stream, plaintext.length)).arrayBuffer());
  };
  /** The clear beginning, and each record with its length. */
  async function piecesOf({ file, identity }: DownloadedFile): Promise<Buffer[]> {
    const opened = await decryptFromAge(identity, new Blob([new Uint8Array(file)]).stream());
    const plaintext = Buffer.from(await new Response(opened).arrayBuffer());
    const start = readExportStart(plaintext);
    if ("format" in start) throw new Error(start.format);
    const pieces = [start.bytes];
    for (let at = start.bytes.length; at < plaintext.length; ) {
      const end = at + 4 + plaintext.readUInt32BE(at);
      pieces.push(plaintext.subarray(at, end));
      at = end;
    }
    return pieces;
  }

  it("is refused with records swapped, repeated, dropped, added, or taken from another file of the same key", async () => {
    const { account, backup, day } = home;
    const other = await piecesOf(await download(account.ctx, backup.backupId, day));
    const [otherStart = Buffer.alloc(0), ...others] = other;
    const altered = expect.stringMatching(/^BackupFileAltered /);
    const one = (records: Buffer[], at: number) => records[at] ?? Buffer.alloc(0);
    const changes: Record<string, [(start: Buffer, records: Buffer[]) => Buffer[], unknown]> = {
      nothing: [(start, records) => [start, ...records], "taken"],
      swapped: [(start, r) => [start, one(r, 0), one(r, 2), one(r, 1), ...r.slice(3)], altered],
      repeated: [(start, r) => [start, ...r.slice(0, 3), one(r, 2), ...r.slice(3)], altered],
      dropped: [(start, r) => [start, ...r.slice(0, 3), ...r.slice(4)], altered],
      "without its header": [(start, r) => [start, ...r.slice(1)], altered],
      "without its end": [(start, r) => [start, ...r.slice(0, -1)], expect.stringMatching(/^BackupFileTruncated /)],
      "with more after its end": [(start, r) => [start, ...r, one(r, 1)], altered],
      "with a record of another": [(start, r) => [start, ...r.slice(0, 3), one(others, 3), ...r.slice(4)], altered],
      "with all records of another": [(start) => [start, ...others], altered],
      "with the key of another": [(_, r) => [otherStart, ...r], altered],
      "of another account": [
        (start, r) => [
          Buffer.from(start.toString("latin1").replace(account.accountId, "1111111111111111"), "latin1"),
          ...r,
        ],
        "BackupFileUnknownSeal {}",
      ],
      "of a newer format": [
        (start, r) => [Buffer.from(`KMSEXPORT2${start.toString("latin1", 10)}`, "latin1"), ...r],
        'BackupFileNewerVersion {"version":"2"}',
      ],
      "of another product": [() => [Buffer.from("a letter to a friend")], "BackupFileForeign {}"],
      empty: [() => [], "BackupFileForeign {}"],
    };
    for (const [name, [change, answer]] of Object.entries(changes)) {
      const file = await relocked(change);
      if (answer !== "taken") expect(await told(file), name).toEqual(answer);
      // Whoever only takes the lock off and puts it on again has changed nothing.
      else await cancelBackupTransfer(account.ctx, await begin(account.ctx, file, made.identity));
    }
    await leavesNothing();
  });

  it("is refused where its header claims other counts than it holds", async () => {
    const { account } = home;
    const keys = keyring();
    const recipient = (await recipientOf(made.identity)) ?? "";
    const fileId = randomUUID();
    const counts = { keys: 0, keyVersions: 0, secrets: 0, secretVersions: 0 };
    const header = {
      ...{ v: 1 as const, fileId, account: account.accountId, region: REGION, instanceId: "kst-x", backupId: "bkp-x" },
      ...{ day: home.day, at: "2026-11-22T04:05:00.000Z", deployment: "x", createdAt: "2026-11-22T05:00:00.000Z" },
      rootFingerprint: keys.fingerprint,
    };
    const record = {
      v: 1,
      kind: "secret-version",
      account: account.accountId,
      name: "s",
      versionId: "1",
      dataType: "text",
      createdAt: header.createdAt,
      value: "",
    };
    for (const claimed of [{ ...counts, secrets: 1 }, { ...counts, secretVersions: 2 }, counts]) {
      const writer = new ExportWriter(exportRoot(keys), { fileId, account: account.accountId, items: 1 });
      const start = writer.start(canonicalJson({ ...header, counts: claimed }));
      const file = await lock(Buffer.concat([start, writer.add(canonicalJson(record)), writer.end()]), recipient);
      expect(await told(file)).toMatch(/^BackupFileAltered /);
    }
    await leavesNothing();
  });

  it("is told what it is: no file of ours, no key, another key, another account, another root key; a name is asked for", async () => {
    const { account } = home;
    const { identity } = await ageKeys();
    expect(await told(Buffer.alloc(300_000))).toBe("BackupFileUnknownFormat {}"); // the head of ten gigabytes of zeros
    expect(await told(Buffer.from("PK\u0003\u0004"))).toBe("BackupFileUnknownFormat {}");
    const mistyped = `${identity.slice(0, -1)}${identity.endsWith("Q") ? "P" : "Q"}`;
    for (const key of ["", "password", identity.toLowerCase(), identity.slice(0, -1), mistyped]) {
      expect(await told(made.file, key)).toBe("InvalidDecryptionKey {}");
    }
    expect(await told(made.file, identity)).toBe("BackupFileWrongKey {}");
    const stranger = await anAccount(world);
    expect(await told(made.file, made.identity, stranger.ctx)).toBe("BackupFileOtherAccount {}");
    const otherRoot = world.as(account.ctx.actor, { keyring: new Keyring([generateRootKey()]) });
    expect(await told(made.file, made.identity, otherRoot)).toBe("BackupFileUnknownSeal {}");
    for (const name of ["", "   ", "x".repeat(129)]) {
      await expect(begin(account.ctx, made.file, made.identity, name)).rejects.toMatchObject({
        code: "InvalidBackupName",
      });
    }
    await leavesNothing();
  });
});

describe("a transfer on its way", () => {
  const prepare = async (ctx = home.account.ctx, more: Record<string, string> = {}) => {
    const { recipient } = await ageKeys();
    return prepareBackupDownload(ctx, {
      region: REGION,
      backupId: home.backup.backupId,
      day: home.day,
      recipient,
      ...more,
    });
  };

  it("is prepared for what can be downloaded, and only that (BKP-149, BKP-167, BKP-168, BKP-170)", async () => {
    const { account } = home;
    const { db } = world.database;
    const mine = { accountId: account.accountId, region: REGION };
    const uploaded = await db.backup.findFirstOrThrow({ where: { ...mine, type: "Upload" } });
    const unbound = await db.backup.findFirstOrThrow({ where: { ...mine, type: "Default" } });
    const refused = (more: Record<string, string>, ctx?: Ctx) => expect(prepare(ctx, more)).rejects;
    await refused({ backupId: uploaded.backupId }).toMatchObject({ code: "UnsupportedBackupType" });
    await refused({ backupId: unbound.backupId }).toMatchObject({ code: "BackupNotEnabled" });
    await refused({ day: "2020-01-01" }).toMatchObject({ code: "NoBackupData" });
    for (const recipient of ["age1", `age1${"q".repeat(58)}`, golden.identity]) {
      await refused({ recipient }).toMatchObject({ code: "InvalidRecipient" });
    }
    await refused({}, (await anAccount(world)).ctx).toMatchObject({ code: "BackupNotFound" });
    await refused({}, world.as({ ...account.ctx.actor, steppedUp: false } as Ctx["actor"])).toMatchObject({
      code: "StepUpRequired",
    });
    expect(await world.database.db.backupTransfer.count({ where: { kind: "Download", state: "Running" } })).toBe(0);
  });

  it("is whoever's began it; a part that got lost comes again, another is refused; at most four go on at once", async () => {
    const { account } = home;
    const running = await Promise.all([prepare(), prepare(), prepare(), prepare()]);
    await expect(prepare()).rejects.toMatchObject({ code: "Throttled" });
    const [{ transferId } = { transferId: "" }, ...others] = running;
    const stranger = world.as({ ...account.ctx.actor, name: "somebody", root: false } as Ctx["actor"]);
    for (const ctx of [stranger, (await anAccount(world)).ctx]) {
      await expect(readBackupDownload(ctx, { transferId, part: 0 })).rejects.toMatchObject({
        code: "BackupTransferOver",
      });
      await expect(describeBackupTransfer(ctx, { transferId })).rejects.toMatchObject({ code: "BackupTransferOver" });
      await expect(cancelBackupTransfer(ctx, { transferId })).rejects.toMatchObject({ code: "BackupTransferOver" });
    }
    // Out of turn: refused, and the transfer goes on.
    const outOfTurn = readBackupDownload(account.ctx, { transferId, part: 1 });
    await expect(outOfTurn).rejects.toMatchObject({ code: "InvalidParameter" });
    const read = () => readBackupDownload(account.ctx, { transferId, part: 0 });
    const [first, again] = await Promise.all([read(), read()]);
    expect(first.last).toBe(true);
    expect(Buffer.from(again.bytes).equals(first.bytes)).toBe(true);
    await expect(readBackupDownload(account.ctx, { transferId, part: 2 })).rejects.toMatchObject({
      code: "BackupTransferOver",
    });
    for (const { transferId } of others) await cancelBackupTransfer(account.ctx, { transferId });
    const { transferId: fifth } = await prepare();
    await cancelBackupTransfer(account.ctx, { transferId: fifth });
    expect(await describeBackupTransfer(account.ctx, { transferId: fifth })).toMatchObject({
      state: "Failed",
      errorCode: "BackupTransferOver",
    });
  });

  it("breaks where its backup is reset meanwhile, and what came is refused as cut short", async () => {
    const { account, backup } = home;
    const { transferId } = await prepare();
    const { db } = world.database;
    await db.backup.update({ where: { pk: backup.pk }, data: { state: "Resetting" } });
    const read = readBackupDownload(account.ctx, { transferId, part: 0 });
    await expect(read).rejects.toMatchObject({ code: "BackupNotEnabled" });
    await db.backup.update({ where: { pk: backup.pk }, data: { state: "Enabled" } });
    await expect(readBackupDownload(account.ctx, { transferId, part: 0 })).rejects.toMatchObject({
      code: "BackupTransferOver",
    });
  });

  it("is given up after a minute without a word, and nothing of it is left", async () => {
    const { account, backup, day } = home;
    const { file, identity } = await download(account.ctx, backup.backupId, day);
    const before = await everything(world);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { transferId } = await begin(account.ctx, file, identity);
    expect((await everything(world)).backups).toBe(before.backups + 1);
    // Shown to nobody.
    expect((await listBackups(account.ctx, { region: REGION })).map(({ alias }) => alias)).not.toContain("from a file");
    vi.advanceTimersByTime(IDLE_MS);
    vi.useRealTimers();
    await expect(finishBackupUpload(account.ctx, { transferId })).rejects.toMatchObject({ code: "BackupTransferOver" });
    await expect.poll(() => everything(world)).toEqual(before);
  });

  it("stays where all of it was entered and the answer alone was lost (invariant 7)", async () => {
    const { account, backup, day } = home;
    const { file, identity } = await download(account.ctx, backup.backupId, day);
    const lost = new Error("the connection ended");
    let isLost = false;
    const { db } = account.ctx;
    const losing = new Proxy(db, {
      get: (target, name) => {
        if (name !== "$transaction" || !isLost) return Reflect.get(target, name);
        return async (...asked: Parameters<typeof db.$transaction>) => {
          await target.$transaction(...asked);
          throw lost;
        };
      },
    });
    const { transferId } = await begin({ ...account.ctx, db: losing }, file, identity, "its answer was lost");
    const outOfTurn = writeBackupUpload(account.ctx, { transferId, part: 3, bytes: new Uint8Array(1) });
    await expect(outOfTurn).rejects.toMatchObject({ code: "InvalidParameter" });
    isLost = true;
    await expect(finishBackupUpload(account.ctx, { transferId })).rejects.toBe(lost);
    const { backupId } = await describeBackupTransfer(account.ctx, { transferId });
    const entered = await rowOf(world, backupId);
    expect(entered).toMatchObject({ state: "Enabled", leaving: false });
    expect(await saved(world, entered)).toHaveLength(10); // its key is there, and its objects
  });

  it("whose gateway was killed is ended by the worker: its rows, its keys and its objects go", async () => {
    const { account, backup, day } = home;
    const { file, identity } = await download(account.ctx, backup.backupId, day);
    const before = await everything(world);
    const { transferId } = await begin(account.ctx, file, identity);
    const { backupId } = await world.database.db.backupTransfer.findUniqueOrThrow({ where: { transferId } });
    const { pk } = await rowOf(world, backupId);
    await world.store.put(
      `kms1/${(await installation()).id}/backups/${backupId}/${(await rowOf(world, backupId)).bindingId}/packs/left`,
      Buffer.from("x"),
    );
    await endStaleTransfers(world.ctx);
    expect((await rowOf(world, backupId)).leaving).toBe(false); // it still moves
    world.clock.advance({ minutes: 4 });
    await endStaleTransfers(world.ctx);
    await finishReset(world.ctx, pk);
    expect(await everything(world)).toEqual(before);
    expect(await describeBackupTransfer(account.ctx, { transferId })).toMatchObject({ state: "Failed" });
    // One that was only stopped for so long, and goes on now, brings nothing back.
    await expect(finishBackupUpload(account.ctx, { transferId })).rejects.toMatchObject({
      code: expect.stringMatching(/Over|Changed/),
    });
    expect(await everything(world)).toEqual(before);
  });
});

const installation = () => world.database.db.installation.findFirstOrThrow();
