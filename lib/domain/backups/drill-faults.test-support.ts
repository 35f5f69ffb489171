import { openBlob, versionIdOf } from "@/lib/crypto/blob";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { encodeContext } from "@/lib/crypto/context";
import { sha256 } from "@/lib/crypto/digest";
import { openKeyMaterial } from "@/lib/crypto/key-material";
import { PackWriter } from "@/lib/crypto/pack";
import { makeProbe } from "@/lib/crypto/probe";
import { randomUuid } from "@/lib/crypto/random";
import { open, seal } from "@/lib/crypto/sealed";
import { openSecretValue, sealSecretValue, secretDataKeyContext } from "@/lib/crypto/secret-value";
import type { BackupEntryModel } from "@/lib/generated/prisma/models";
import type { Seeded } from "@/lib/testing/seeded";
import { sealedFields } from "../keys/key-material";
import { currentWrappingKey } from "../wrapping-keys";
import type { BackupWorld } from "./backups.test-support";
import { requireBound } from "./binding-store";
import type { BackupRecord, KeyRecord, KeyVersionRecord, SecretRecord, SecretVersionRecord } from "./record-schema";
import { RecordsReader } from "./saved-items";
import { openReading } from "./source-keys";

// Faults for the drill (S24), planted by whoever holds the backup's key: every record is sealed in its place, the catalogue
// says so, and only what it says is wrong. Each is taken back again.

export interface Planted {
  kind: "key" | "secret";
  id: string;
  undo(): Promise<void>;
}

export class FaultPlanter {
  constructor(
    private readonly world: BackupWorld,
    private readonly backupPk: string,
    private readonly random: Seeded,
  ) {}

  /** Writes the record that `change` makes of one into a pack of its own, where the catalogue finds it. */
  async #replace(
    entry: BackupEntryModel,
    change: (record: BackupRecord) => BackupRecord,
  ): Promise<() => Promise<void>> {
    const { store, names, backupKey, backup } = await this.#reading();
    const plaintext = canonicalJson(change(await this.#record(entry)));
    const place = { bindingId: backup.bindingId, run: entry.runNumber, packNumber: entry.packNumber };
    const writer = new PackWriter(backupKey, place);
    const { kind, accountId: account, resourceId, versionId } = entry;
    const { ordinal, offset, bytes } = writer.add({ kind: kind as "key", account, resourceId, versionId }, plaintext);
    const pack = `packs/fault-${randomUuid()}`;
    await store.put(names.inBase(pack), Buffer.concat([writer.header, bytes]));
    const digest = new Uint8Array(sha256(plaintext));
    const data = { pack, ordinal, offset, length: bytes.length, digest };
    await this.world.ctx.db.backupEntry.update({ where: { pk: entry.pk }, data });
    const { pack: was, ordinal: at, offset: from, length, digest: before } = entry;
    return async () => {
      const right = { pack: was, ordinal: at, offset: from, length, digest: before };
      await this.world.ctx.db.backupEntry.update({ where: { pk: entry.pk }, data: right });
      await store.remove(names.inBase(pack));
    };
  }

  async #drop(entry: BackupEntryModel): Promise<() => Promise<void>> {
    await this.world.ctx.db.backupEntry.delete({ where: { pk: entry.pk } });
    const { view, ...row } = entry;
    return async () => {
      await this.world.ctx.db.backupEntry.create({ data: { ...row, view: view ?? {} } });
    };
  }

  async #reading() {
    const backup = await this.world.ctx.db.backup.findUniqueOrThrow({ where: { pk: this.backupPk } });
    return openReading(this.world.ctx, requireBound(backup));
  }

  async #record(entry: BackupEntryModel): Promise<BackupRecord> {
    const place = { ...entry, kind: entry.kind as "key" };
    const record = (await new RecordsReader(await this.#reading()).read([place])).get(place);
    if (!record || record instanceof Error) throw record ?? new Error("no record");
    return record;
  }

  #entries(kind: string, resourceId?: string): Promise<BackupEntryModel[]> {
    const { db } = this.world.ctx;
    const orderBy = [{ resourceId: "asc" }, { versionId: "asc" }] as const;
    return db.backupEntry.findMany({
      where: { backupPk: this.backupPk, kind, resourceId, validTo: null },
      orderBy: [...orderBy],
    });
  }

  /** Of an imported key that waits for its material there is no known answer. */
  async #entriesWithMaterial(): Promise<BackupEntryModel[]> {
    const entries = await this.#entries("key-version");
    const records = await Promise.all(entries.map((entry) => this.#record(entry)));
    return entries.filter((_, at) => (records[at] as KeyVersionRecord).material !== null);
  }

  #pick<T>(from: readonly T[]): T {
    const one = from[this.random.below(from.length)];
    if (one === undefined) throw new Error("there is nothing to choose from");
    return one;
  }

  /** An item with several versions, and those, oldest first. */
  async #several(kind: "key" | "secret") {
    const items = await this.#entries(kind);
    const withVersions = await Promise.all(
      items.map(async (item) => ({ item, versions: await this.#entries(`${kind}-version`, item.resourceId) })),
    );
    return this.#pick(withVersions.filter(({ versions }) => versions.length > 1));
  }

  /** Material of one version, sealed as that of another one of its key. */
  async #otherMaterial(own: KeyVersionRecord, of: KeyVersionRecord): Promise<{ box: string; plain: Buffer }> {
    const instance = await this.world.ctx.db.instance.findUniqueOrThrow({ where: { instanceId: own.instanceId } });
    const key = await currentWrappingKey(this.world.ctx, "Instance", instance.pk);
    const fields = ({ account: accountId, region, keyId, versionId, spec, origin }: KeyVersionRecord) =>
      sealedFields({ accountId, region, keyId, spec, origin, instance }, versionId);
    const plain = open(() => key.bytes, "key-material", fields(of), Buffer.from(of.material ?? "", "base64"));
    return { box: seal(key, "key-material", fields(own), plain).toString("base64"), plain };
  }

  async #swapped(probeToo: boolean): Promise<Planted> {
    const { item, versions } = await this.#several("key");
    const [entry, other] = this.random.below(2) === 0 ? versions : [...versions].reverse();
    if (!entry || !other) throw new Error("no versions");
    const own = (await this.#record(entry)) as KeyVersionRecord;
    const { box, plain } = await this.#otherMaterial(own, (await this.#record(other)) as KeyVersionRecord);
    const probe = makeProbe(own.spec, own.versionId, openKeyMaterial(own.spec, plain)).toString("base64");
    const undo = await this.#replace(entry, () => ({ ...own, material: box, ...(probeToo && { probe }) }));
    return { kind: "key", id: item.resourceId, undo };
  }

  async #changedItem(kind: "key" | "secret", change: (record: KeyRecord | SecretRecord) => object): Promise<Planted> {
    const entry = this.#pick(await this.#entries(kind));
    const undo = await this.#replace(
      entry,
      (record) => ({ ...record, ...change(record as KeyRecord | SecretRecord) }) as BackupRecord,
    );
    return { kind, id: entry.resourceId, undo };
  }

  readonly faults = {
    "a wrong probe": async (): Promise<Planted> => {
      const entry = this.#pick(await this.#entriesWithMaterial());
      const undo = await this.#replace(entry, (record) => {
        const probe = Buffer.from((record as KeyVersionRecord).probe, "base64");
        const at = this.random.below(probe.length);
        probe.writeUInt8(probe.readUInt8(at) ^ (1 << this.random.below(8)), at);
        return { ...(record as KeyVersionRecord), probe: probe.toString("base64") };
      });
      return { kind: "key", id: entry.resourceId, undo };
    },
    "the probe of another version": async () => {
      const { item, versions } = await this.#several("key");
      const [entry, other] = versions as [BackupEntryModel, BackupEntryModel];
      const { probe } = (await this.#record(other)) as KeyVersionRecord;
      const undo = await this.#replace(entry, (record) => ({ ...(record as KeyVersionRecord), probe }));
      return { kind: "key" as const, id: item.resourceId, undo };
    },
    "material of another version": () => this.#swapped(false),
    "material and probe of another version": () => this.#swapped(true),
    "a dropped version": async (): Promise<Planted> => {
      const kind = this.random.below(2) === 0 ? "key" : "secret";
      const { item, versions } = await this.#several(kind);
      return { kind, id: item.resourceId, undo: await this.#drop(this.#pick(versions)) };
    },
    "a version dropped from the item too": async (): Promise<Planted> => {
      const kind = this.random.below(2) === 0 ? "key" : "secret";
      const { item, versions } = await this.#several(kind);
      const gone = versions[0] as BackupEntryModel;
      const kept = await this.#replace(item, (record) => {
        const whole = record as KeyRecord;
        return { ...whole, versions: whole.versions.filter(({ versionId }) => versionId !== gone.versionId) };
      });
      const back = await this.#drop(gone);
      return { kind, id: item.resourceId, undo: () => back().then(kept) };
    },
    "a stale value": async (): Promise<Planted> => {
      const { item, versions } = await this.#several("secret");
      const [entry, other] = versions as [BackupEntryModel, BackupEntryModel];
      const secret = (await this.#record(item)) as SecretRecord;
      const [own, stale] = [await this.#record(entry), await this.#record(other)] as SecretVersionRecord[];
      if (!own || !stale) throw new Error("no versions");
      const dataKey = await this.#dataKeyOf(secret);
      const identity = { account: secret.account, name: secret.name };
      const value = openSecretValue(
        dataKey,
        { ...identity, versionId: stale.versionId },
        Buffer.from(stale.value, "base64"),
      );
      const sealed = sealSecretValue(dataKey, { ...identity, versionId: own.versionId }, value).toString("base64");
      const undo = await this.#replace(entry, () => ({ ...own, value: sealed }));
      return { kind: "secret", id: item.resourceId, undo };
    },
    "a stale secret": () =>
      this.#changedItem("secret", (record) => ({
        versions: (record as SecretRecord).versions.map(({ stages, ...rest }, at) => ({
          ...rest,
          stages: at === 0 ? ["ACSCurrent"] : [...stages].reverse().slice(1),
        })),
      })),
    "another secret's data key": async (): Promise<Planted> => {
      const [entry, other] = await this.#entries("secret");
      if (!entry || !other) throw new Error("no secrets");
      const { dataKey } = (await this.#record(other)) as SecretRecord;
      const undo = await this.#replace(entry, (record) => ({ ...(record as SecretRecord), dataKey }));
      return { kind: "secret", id: entry.resourceId, undo };
    },
    "a wrong policy": () =>
      this.#changedItem(this.random.below(2) === 0 ? "key" : "secret", ({ policy }) => ({
        policy: policy === null ? `{"Version":"1","Statement":[]}` : null,
      })),
    "a wrong description": () => this.#changedItem("key", ({ description }) => ({ description: `${description}.` })),
    "a flipped bit": async (): Promise<Planted> => {
      const { store, names } = await this.#reading();
      const entry = this.#pick([...(await this.#entries("key-version")), ...(await this.#entries("secret"))]);
      const name = names.inBase(entry.pack);
      const right = await store.get(name);
      const wrong = Buffer.from(right ?? "");
      const at = entry.offset + this.random.below(entry.length);
      wrong.writeUInt8(wrong.readUInt8(at) ^ (1 << this.random.below(8)), at);
      await store.put(name, wrong);
      const undo = () => store.put(name, right ?? Buffer.alloc(0));
      return { kind: entry.kind.startsWith("key") ? "key" : "secret", id: entry.resourceId, undo };
    },
    "a missing pack": async (): Promise<Planted> => {
      const { store, names } = await this.#reading();
      const entry = this.#pick([...(await this.#entries("key")), ...(await this.#entries("secret"))]);
      const name = names.inBase(entry.pack);
      const right = await store.get(name);
      await store.remove(name);
      const undo = () => store.put(name, right ?? Buffer.alloc(0));
      return { kind: entry.kind as "key", id: entry.resourceId, undo };
    },
  } satisfies Record<string, () => Promise<Planted>>;

  async #dataKeyOf(secret: SecretRecord): Promise<Buffer> {
    const blob = Buffer.from(secret.dataKey, "base64");
    const entries = await this.#entries("key-version", secret.encryptionKeyId);
    const entry = entries.find(({ versionId }) => versionId === versionIdOf(blob));
    if (!entry) throw new Error("no version");
    const version = (await this.#record(entry)) as KeyVersionRecord;
    const { plain } = await this.#otherMaterial(version, version);
    const context = encodeContext(secretDataKeyContext({ account: secret.account, name: secret.name }));
    return openBlob(openKeyMaterial(version.spec, plain), blob, context);
  }
}
