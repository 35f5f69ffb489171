import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import S3rver from "s3rver";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomBytes } from "@/lib/crypto/random";
import type { BackupStore } from "@/lib/domain/backups/store";
import { makeBackupStore } from "./backup-store";
import { FolderStore } from "./folder-store";
import { patientStore } from "./patient-store";
import { S3Store } from "./s3-store";

const folder = mkdtempSync(path.join(tmpdir(), "kms-store-"));
let server: Server;
let s3: BackupStore;

beforeAll(async () => {
  const s3rver = new S3rver({
    directory: path.join(folder, "s3"),
    configureBuckets: [{ name: "backups", configs: [] }],
    resetOnClose: false,
    silent: true,
  });
  await s3rver.configureBuckets();
  server = createServer(s3rver.callback());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  s3 = new S3Store("backups", "deep/er", {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
  });
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

// What every store must do, whichever it is.
describe.each([
  { kind: "a folder", make: () => new FolderStore(path.join(folder, "folder")) },
  { kind: "a bucket", make: () => s3 },
])("$kind as backup store", ({ make }) => {
  it("gives back what was put, whole and in part", async () => {
    const store = make();
    const bytes = randomBytes(70_000);
    await store.put("a/b/c.bin", bytes);
    expect(await store.get("a/b/c.bin")).toEqual(bytes);
    expect(await store.getRange("a/b/c.bin", 10, 20)).toEqual(bytes.subarray(10, 30));
    expect(await store.getRange("a/b/c.bin", 69_990, 20)).toEqual(bytes.subarray(69_990));
    expect(await store.getRange("a/b/c.bin", 70_000, 20)).toEqual(Buffer.alloc(0));
    expect(await store.getRange("a/b/c.bin", 0, 0)).toEqual(Buffer.alloc(0));
  });

  it("answers null for what is not there", async () => {
    const store = make();
    expect(await store.get("nothing")).toBeNull();
    expect(await store.getRange("a/nothing", 0, 5)).toBeNull();
    expect(await store.getRange("a/nothing", 0, 0)).toBeNull();
    expect(await store.list("nowhere/")).toEqual([]);
    await store.remove("nothing/at/all");
  });

  it("replaces with put and keeps with putIfAbsent", async () => {
    const store = make();
    expect(await store.putIfAbsent("once", Buffer.from("first"))).toBe(true);
    expect(await store.putIfAbsent("once", Buffer.from("second"))).toBe(false);
    expect((await store.get("once"))?.toString()).toBe("first");
    await store.put("once", Buffer.from("third"));
    expect((await store.get("once"))?.toString()).toBe("third");
    await store.put("empty", Buffer.alloc(0));
    expect(await store.get("empty")).toEqual(Buffer.alloc(0));
  });

  it("lists by prefix, sorted by bytes, and forgets what was removed", async () => {
    const store = make();
    const names = ["l/B", "l/a-1", "l/a.1", "l/a/z", "l/a0", "l/b", "lx"];
    for (const name of names) await store.put(name, Buffer.from(name));
    expect(await store.list("l/")).toEqual(["l/B", "l/a-1", "l/a.1", "l/a/z", "l/a0", "l/b"]);
    expect(await store.list("l/b")).toEqual(["l/b"]);
    await store.remove("l/b");
    expect(await store.list("l/b")).toEqual([]);
  });

  it.each(["", "/etc/passwd", "../up", "a/../../b", "a//b", ".hidden", "a/.tmp-x", "a b", "ä", "a/", "x".repeat(600)])(
    "refuses the name %j",
    async (name) => {
      const store = make();
      await expect(store.put(name, Buffer.alloc(1))).rejects.toThrow(/name/);
      await expect(store.get(name)).rejects.toThrow(/name/);
      await expect(store.remove(name)).rejects.toThrow(/name/);
      if (name !== "" && name !== "a/") await expect(store.list(name)).rejects.toThrow(/prefix|name/);
    },
  );

  it("passes its own check", async () => {
    const store = make();
    await store.check();
    expect(await store.list("check/")).toEqual([]);
  });
});

describe("a folder as backup store", () => {
  const root = path.join(folder, "alone");
  const store = new FolderStore(root);

  it("lets exactly one of many writers make an object", async () => {
    const writers = Array.from({ length: 16 }, (_, index) =>
      store.putIfAbsent("race/one", Buffer.from(`writer ${index}`)),
    );
    const won = (await Promise.all(writers)).flatMap((written, index) => (written ? [index] : []));
    expect(won).toHaveLength(1);
    expect((await store.get("race/one"))?.toString()).toBe(`writer ${won[0]}`);
    expect(readdirSync(path.join(root, "race"))).toEqual(["one"]); // no temporary file stays
  });

  it("does not list what a killed writer left unfinished", async () => {
    await store.put("left/whole", Buffer.from("whole"));
    writeFileSync(path.join(root, ".unfinished/1234"), "hal");
    expect(await store.list("left/")).toEqual(["left/whole"]);
    rmSync(path.join(root, ".unfinished/1234"));
  });

  it("removes an object with every copy that a killed writer left of it, and old ones of others when it is checked", async () => {
    await store.put("left/key", Buffer.from("secret"));
    await store.put("left/other", Buffer.from("other"));
    const unfinished = path.join(root, ".unfinished");
    const copyOf = (name: string) => {
      const mark = createHash("sha256").update(name).digest("hex").slice(0, 32);
      writeFileSync(path.join(unfinished, `${mark}-${randomUUID()}`), "left");
    };
    copyOf("left/key");
    copyOf("left/other");
    await store.remove("left/key");
    expect(readdirSync(unfinished)).toHaveLength(1);
    await store.check();
    expect(readdirSync(unfinished)).toHaveLength(1); // somebody may still be writing it
    const [left] = readdirSync(unfinished);
    utimesSync(path.join(unfinished, String(left)), 0, 0);
    await store.check();
    expect(readdirSync(unfinished)).toEqual([]);
    expect(await store.get("left/other")).toEqual(Buffer.from("other"));
  });

  it("keeps its files to the owner", async () => {
    await store.put("mode/x", Buffer.from("x"));
    expect(statSync(path.join(root, "mode/x")).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(root, "mode")).mode & 0o777).toBe(0o700);
  });

  it("says so when the folder cannot be written", async () => {
    writeFileSync(path.join(folder, "a-file"), "");
    await expect(new FolderStore(path.join(folder, "a-file/below")).check()).rejects.toThrow();
  });
});

it("does not wait for ever for a store that hangs", async () => {
  const never = () => new Promise<never>(() => {});
  const store = { name: "x", put: never, putIfAbsent: never, get: never, getRange: never, list: never, remove: never };
  const hanging = patientStore({ ...store, check: never }, 20);
  await expect(hanging.get("a")).rejects.toThrow(/did not answer within 0.02 s/);
  await expect(hanging.putIfAbsent("a", Buffer.alloc(1))).rejects.toThrow(/did not answer/);
  await expect(hanging.check()).rejects.toThrow(/did not answer/);
});

it("reads the setting", async () => {
  expect((await makeBackupStore("/srv/backups")).name).toBe("/srv/backups");
  expect((await makeBackupStore("s3://bucket")).name).toBe("s3://bucket");
  expect((await makeBackupStore("s3://bucket/some/prefix/")).name).toBe("s3://bucket/some/prefix");
});
