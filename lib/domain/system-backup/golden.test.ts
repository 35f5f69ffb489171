import { describe, expect, it } from "vitest";
import { sha256Hex } from "@/lib/crypto/digest";
import { Keyring } from "@/lib/crypto/keyring";
import { generateRootKey, parseRootKeys } from "@/lib/crypto/root-key";
import type { BackupStore } from "../backups/store";
import golden from "./golden/system-backup.golden.json" with { type: "json" };
import { StoredSystemBackup } from "./read-system-backup";
import { wholeSystemBackups } from "./system-names";

// S26: a system backup that was once written opens for ever, whatever is written today.

const objects = new Map(
  Object.entries<string>(golden.objects).map(([name, text]) => [name, Buffer.from(text, "base64")]),
);
const storeOf = (held: ReadonlyMap<string, Buffer>): BackupStore => ({
  name: "golden",
  get: async (name) => held.get(name) ?? null,
  getRange: async (name, offset, length) => held.get(name)?.subarray(offset, offset + length) ?? null,
  list: async (prefix) => [...held.keys()].filter((name) => name.startsWith(prefix)).sort(),
  put: () => Promise.reject(new Error("read only")),
  putIfAbsent: () => Promise.reject(new Error("read only")),
  remove: () => Promise.reject(new Error("read only")),
  check: async () => {},
});
const keyring = new Keyring(parseRootKeys(golden.rootKey));
const { installation, name } = golden;

describe("the system backup of the first release", () => {
  it("is found, opens, and holds the rows that were written", async () => {
    expect(wholeSystemBackups([...objects.keys()])).toEqual(new Map([[installation, [name]]]));
    const stored = await StoredSystemBackup.open(storeOf(objects), keyring, { installation, name });
    await stored.prove();
    const read: Record<string, { rows: number; sha256: string }> = {};
    for (const table of stored.manifest.tables.filter(({ rows }) => rows > 0)) {
      const parts: string[] = [];
      for await (const part of stored.read(table)) parts.push(part);
      read[table.table] = { rows: table.rows, sha256: sha256Hex(Buffer.from(parts.join("\n"))) };
    }
    expect(read).toEqual(golden.tables);
    expect(read.account?.rows).toBe(1);
  });

  it("is refused with any one bit altered, and the object is named (S19)", async () => {
    for (const [object, whole] of objects) {
      for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 60)) {
        const altered = Buffer.from(whole);
        altered.writeUInt8(altered.readUInt8(at) ^ (1 << (at % 8)), at);
        const store = storeOf(new Map(objects).set(object, altered));
        const proven = StoredSystemBackup.open(store, keyring, { installation, name }).then((stored) => stored.prove());
        const told = object.slice(object.indexOf("system/"));
        await expect(proven, `${object} at ${at}`).rejects.toMatchObject({
          code: "BackupDamaged",
          params: { object: told },
        });
      }
    }
  });

  it("is refused under another installation's name, another time's, and by another root key", async () => {
    const open = (of: { installation: string; name: string }) => {
      const moved = new Map(
        [...objects].map(([object, bytes]) => [
          object.replace(installation, of.installation).replace(name, of.name),
          bytes,
        ]),
      );
      return StoredSystemBackup.open(storeOf(moved), keyring, of);
    };
    await expect(open({ installation, name })).resolves.toBeInstanceOf(StoredSystemBackup);
    const stranger = new Keyring([generateRootKey()]);
    const closed = StoredSystemBackup.open(storeOf(objects), stranger, { installation, name });
    await expect(closed).rejects.toMatchObject({ code: "BackupDamaged", params: { object: `system/${name}/key` } });
    const others = [
      { installation: "0198c0de-0000-7000-8000-000000000001", name },
      { installation, name: `00000099${name.slice(8)}` },
    ];
    for (const other of others) await expect(open(other)).rejects.toMatchObject({ code: "BackupDamaged" });
  });
});
