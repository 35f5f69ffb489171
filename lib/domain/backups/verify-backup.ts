import { createSha256 } from "@/lib/crypto/digest";
import { CryptoError } from "@/lib/crypto/errors";
import { maxPackBytes, PackReader } from "@/lib/crypto/pack";
import type { WrappingKey } from "@/lib/crypto/sealed";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { currentWrappingKey } from "../wrapping-keys";
import type { BindingNames } from "./binding-names";
import { readBackupKey, readInstanceKey } from "./binding-objects";
import { type BoundBackup, damaged, namesOfBackup, type ObjectClaim, requireBound, storeOf } from "./binding-store";
import { type Manifest, manifestHash, noPrevious, readManifest } from "./manifest";
import type { BackupStore } from "./store";

export interface VerifyProblem {
  /** Its name below the binding. */
  object: string;
  /** `lost`: the manifest of a run that is in the store and never came into the catalogue. */
  problem: "missing" | "altered" | "lost";
  /** Of a pack: the records in it that no longer open, as the catalogue names them. Empty where all of them do. */
  records: { kind: string; accountId: string; resourceId: string; versionId: string }[];
}

export interface Verification {
  runs: number;
  objects: number;
  bytes: number;
  problems: VerifyProblem[];
}

interface Verifying {
  ctx: Ctx;
  store: BackupStore;
  names: BindingNames;
  backup: BoundBackup;
  backupKey: WrappingKey;
  found: Verification;
  told: VerifyProgress;
}

/** Hears of each object that was read; may end the work by throwing. */
export interface VerifyProgress {
  /** Bytes in all, as the catalogue has it: runs that were entered with their packs and indexes. */
  expect(bytes: number): Promise<void>;
  advance(bytes: number): Promise<void>;
}

const NOBODY: VerifyProgress = { expect: async () => {}, advance: async () => {} };

/**
 * Re-reads the whole of a backup: every manifest by its MAC and its link to the one before, every object by length and
 * SHA-256 (invariant 5). Only a pack that fails is opened, to name the records that are lost. Notes the outcome on the
 * backup. @throws DomainError BackupNotEnabled, BackupStoreUnavailable
 */
export async function verifyBackup(ctx: Ctx, backupPk: string, told = NOBODY): Promise<Verification> {
  const backup = requireBound(await ctx.db.backup.findUniqueOrThrow({ where: { pk: backupPk } }));
  const store = storeOf(ctx);
  const names = await namesOfBackup(ctx, backup);
  const found: Verification = { runs: 0, objects: 0, bytes: 0, problems: [] };
  await told.expect(await bytesOf(ctx, backup));
  if (backup.lastRunNumber > 0) {
    const backupKey = await problemOr(found, () => storedKey(ctx, store, names, backup));
    if (backupKey) await verifyChain({ ctx, store, names, backup, backupKey, found, told });
  }
  await verifyEnd(ctx, store, names, backup, found);
  await note(ctx, backup, found);
  return found;
}

async function bytesOf(ctx: Ctx, { pk: backupPk, bindingId }: BoundBackup): Promise<number> {
  const { _sum } = await ctx.db.backupRun.aggregate({ where: { backupPk, bindingId }, _sum: { bytes: true } });
  return Number(_sum.bytes ?? 0);
}

/** The backup key from the store, which must be the very key of the database. */
async function storedKey(ctx: Ctx, store: BackupStore, names: BindingNames, backup: BoundBackup): Promise<WrappingKey> {
  const key = await readBackupKey(ctx, store, names, backup);
  const own = await currentWrappingKey(ctx, "Backup", backup.bindingId);
  if (key.id !== own.id || key.generation !== own.generation) throw damaged("key");
  return key;
}

/** The last manifest is the end of the chain: nothing after it says what it was, but the database does. */
async function verifyHead({ ctx, backup, found, names }: Verifying, last: string): Promise<void> {
  const run = await ctx.db.backupRun.findFirst({
    where: { backupPk: backup.pk, bindingId: backup.bindingId, number: backup.lastRunNumber },
    select: { manifestSha256: true },
  });
  if (run?.manifestSha256 && Buffer.from(run.manifestSha256).toString("hex") === last) return;
  const object = names.relative(names.manifest(backup.lastRunNumber));
  if (!found.problems.some((problem) => problem.object === object)) {
    found.problems.push({ object, problem: "altered", records: [] });
  }
}

/**
 * What a rebuild over a broken chain, or a database of an earlier hour, knows nothing of. Where the source lives, the next
 * run takes it over, or fails.
 */
async function verifyEnd(
  ctx: Ctx,
  store: BackupStore,
  names: BindingNames,
  { pk, bindingId, sourceReleasedAt }: BoundBackup,
  found: Verification,
): Promise<void> {
  if (sourceReleasedAt === null) return;
  const manifests = await store.list(names.manifests);
  const now = await ctx.db.backup.findFirst({ where: { pk, bindingId }, select: { lastRunNumber: true } });
  if (!now) return; // reset or gone meanwhile
  for (const name of manifests.filter((one) => one > names.manifest(now.lastRunNumber))) {
    found.problems.push({ object: names.relative(name), problem: "lost", records: [] });
  }
}

async function verifyChain(verifying: Verifying): Promise<void> {
  const { store, names, backup, backupKey, found } = verifying;
  let previous = noPrevious;
  for (let run = 1; run <= backup.lastRunNumber; run++) {
    const name = names.manifest(run);
    const bytes = await store.get(name);
    const expected = { run, bindingId: backup.bindingId, previous };
    const manifest = await problemOr(
      found,
      async () => readManifest(backupKey, bytes, names.relative(name), expected),
      !bytes,
    );
    // Without this manifest the next one's link cannot be judged: what follows is still hashed, from its own link on.
    if (!manifest) {
      previous = (await linkAfter(verifying, run)) ?? noPrevious;
      continue;
    }
    previous = manifestHash(bytes as Buffer); // readManifest refuses null
    found.runs += 1;
    count(found, bytes as Buffer);
    await verifyObjects(verifying, manifest);
  }
  await verifyHead(verifying, previous);
}

/** What the manifest after `run` says that `run` was, if it can be read. */
async function linkAfter({ store, names, backup, backupKey }: Verifying, run: number): Promise<string | null> {
  const next = run + 1;
  try {
    const bytes = await store.get(names.manifest(next));
    return readManifest(backupKey, bytes, names.relative(names.manifest(next)), {
      run: next,
      bindingId: backup.bindingId,
    }).previous;
  } catch (error) {
    if (error instanceof DomainError && error.code === "BackupDamaged") return null;
    throw error;
  }
}

async function verifyObjects(verifying: Verifying, manifest: Manifest): Promise<void> {
  const { backup, found, store, names } = verifying;
  for (const pack of manifest.packs) {
    const bytes = await verifyObject(verifying, pack);
    if (bytes !== "right") found.problems.push({ ...bytes, records: await lostRecords(verifying, pack, bytes.bytes) });
  }
  for (const part of manifest.index) {
    const verdict = await verifyObject(verifying, part);
    if (verdict !== "right") found.problems.push({ ...verdict, records: [] });
  }
  if (manifest.run !== backup.lastRunNumber) return; // descriptor and key copies: the newest manifest speaks of them
  for (const object of manifest.objects) {
    const verdict = await verifyObject(verifying, object);
    if (verdict !== "right") found.problems.push({ ...verdict, records: [] });
    const generation = /^keys\/(\d+)$/.exec(object.name)?.[1];
    if (verdict === "right" && generation) {
      await problemOr(found, () => readInstanceKey(store, names, backup, verifying.backupKey, Number(generation)));
    }
  }
}

type Wrong = { object: string; problem: "missing" | "altered"; bytes: Buffer | null };

async function verifyObject(verifying: Verifying, claim: ObjectClaim): Promise<"right" | Wrong> {
  const { store, names, found, told } = verifying;
  const read = await readPieces(store, names.inBase(claim.name), claim.length);
  await told.advance(claim.length);
  if (read?.length === claim.length && read.sha256 === claim.sha256) {
    count(found, claim);
    return "right";
  }
  return { object: claim.name, problem: read ? "altered" : "missing", bytes: read?.only ?? null };
}

/**
 * Length and digest of an object, read in pieces no longer than a pack, and one byte further than it is said to be: whatever
 * lies there in its stead, memory stays what it is. `only` is the piece, where one was enough.
 */
async function readPieces(store: BackupStore, name: string, expected: number) {
  const digest = createSha256();
  let length = 0;
  let only: Buffer | null = null;
  for (;;) {
    const piece = await store.getRange(name, length, Math.min(maxPackBytes, expected - length + 1));
    if (!piece) return null;
    digest.add(piece);
    if (piece.length > 0) only = length === 0 ? piece : null;
    length += piece.length;
    if (piece.length < maxPackBytes || length > expected) return { length, sha256: digest.hex(), only };
  }
}

function count(found: Verification, { length }: { length: number }): void {
  found.objects += 1;
  found.bytes += length;
}

/** The records of a damaged pack that do not open any more; all of them when it is missing or its header is gone. */
async function lostRecords({ ctx, backup, backupKey }: Verifying, pack: ObjectClaim, bytes: Buffer | null) {
  const entries = await ctx.db.backupEntry.findMany({
    where: { backupPk: backup.pk, bindingId: backup.bindingId, pack: pack.name },
    select: {
      kind: true,
      accountId: true,
      resourceId: true,
      versionId: true,
      ordinal: true,
      offset: true,
      length: true,
    },
    orderBy: { ordinal: "asc" },
  });
  const opens = bytes ? openerOf(backupKey, bytes) : () => false;
  return entries
    .filter((entry) => !opens(entry))
    .map(({ kind, accountId, resourceId, versionId }) => ({ kind, accountId, resourceId, versionId }));
}

interface PlacedEntry {
  kind: string;
  accountId: string;
  resourceId: string;
  versionId: string;
  ordinal: number;
  offset: number;
  length: number;
}

function openerOf(backupKey: WrappingKey, bytes: Buffer): (entry: PlacedEntry) => boolean {
  const resolve = (id: string, generation: number) =>
    id === backupKey.id && generation === backupKey.generation ? backupKey.bytes : undefined;
  const reader = opening(() => new PackReader(resolve, bytes));
  return ({ kind, accountId, resourceId, versionId, ordinal, offset, length }) => {
    const sealed = bytes.subarray(offset + 4, offset + length);
    const identity = { kind: kind as "key", account: accountId, resourceId, versionId }; // any kind: the AAD decides
    return opening(() => reader?.openRecord(ordinal, identity, sealed)) !== undefined;
  };
}

function opening<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}

async function problemOr<T>(found: Verification, read: () => Promise<T>, isMissing = false): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "BackupDamaged") throw error;
    found.problems.push({
      object: String(error.params.object),
      problem: isMissing ? "missing" : "altered",
      records: [],
    });
    return null;
  }
}

async function note(ctx: Ctx, backup: BoundBackup, { problems }: Verification): Promise<void> {
  const [first] = problems;
  const verifyError = first
    ? `${first.object} ${first.problem}${problems.length > 1 ? `, ${problems.length} in all` : ""}`
    : null;
  await ctx.db.backup.updateMany({
    where: { pk: backup.pk, bindingId: backup.bindingId },
    data: { lastVerifiedAt: ctx.now(), verifyError },
  });
}
