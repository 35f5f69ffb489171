import {
  type FileHeader,
  fileKeyContext,
  newFileDataKey,
  newFileId,
  readFileHeader,
  sealFilePart,
  writeFileHeader,
} from "@/lib/crypto/delivered-file";
import { CryptoError } from "@/lib/crypto/errors";
import type { DeliveryTargetModel } from "@/lib/generated/prisma/models";
import { record } from "../audit/record";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { blobVersionId, contextOf, encryptUnder, findVersion, openUnder } from "../keys/key-material";
import { assertAllowed } from "../keys/key-state";
import { keySubject, LOADED_KEY, type LoadedKey } from "../keys/load-key";
import { transaction } from "../transaction";
import type { FilePlace, SendError } from "./ports";

// What stands in an encrypted file (decisions 5.7): nothing is ever written in the clear because its key is not there.

type Target = Pick<DeliveryTargetModel, "accountId" | "encryption" | "encryptionRegion" | "encryptionKeyId">;

/** Why something cannot be written encrypted; the delivery fails with it and is tried again. */
export class FileEncryptionFailed extends Error {
  override readonly name = "FileEncryptionFailed";
  constructor(readonly reason: SendError) {
    super(reason);
  }
}

/** The key of a target, while it can be used. @throws FileEncryptionFailed KeyUnavailable */
export async function keyOfTarget(ctx: Ctx, target: Target): Promise<LoadedKey> {
  const { accountId, encryption, encryptionRegion: region, encryptionKeyId: keyId } = target;
  const where = { region_keyId: { region: region ?? "", keyId: keyId ?? "" } };
  const key = await ctx.db.key.findUnique({ where, include: LOADED_KEY });
  if (key?.accountId !== accountId || (key.kind === "Service") !== (encryption === "ServiceKey")) {
    throw new FileEncryptionFailed("KeyUnavailable");
  }
  try {
    assertAllowed("GenerateDataKey", key, ctx.now());
    return key;
  } catch (error) {
    if (error instanceof DomainError) throw new FileEncryptionFailed("KeyUnavailable");
    throw error;
  }
}

/**
 * The lines that add `text` to a file of which `first` is the first line: one part, under the file's own data key; before
 * it, where there is no file yet, a header with a fresh one. @throws FileEncryptionFailed FileDamaged
 */
export async function encryptedLines(
  ctx: Ctx,
  key: LoadedKey,
  place: FilePlace,
  first: string | null,
  text: string,
): Promise<string[]> {
  const { header, dataKey, isNew } =
    first === null ? await newFile(ctx, key, place) : { ...(await openHeader(ctx, key, first)), isNew: false };
  try {
    const part = sealFilePart(dataKey, header, Buffer.from(text, "utf8")).toString("base64");
    return isNew ? [writeFileHeader(header).toString("base64"), part] : [part];
  } finally {
    dataKey.fill(0);
  }
}

/** A fresh data key for one file, recorded as what it is before anything is written with it. */
async function newFile(ctx: Ctx, key: LoadedKey, { file }: FilePlace) {
  const fileId = newFileId();
  const dataKey = newFileDataKey();
  const subject = keySubject(key);
  const blob = await encryptUnder(ctx, key, dataKey, fileKeyContext(key.accountId, fileId));
  await transaction(ctx, (tx) =>
    record(tx, "GenerateDataKey", subject, { keyVersionId: blobVersionId(blob), deliveredFile: file }),
  );
  return { header: { fileId, keyArn: subject.arn, blob }, dataKey, isNew: true };
}

async function openHeader(ctx: Ctx, key: LoadedKey, line: string): Promise<{ header: FileHeader; dataKey: Buffer }> {
  try {
    const header = readFileHeader(Buffer.from(line, "base64"));
    if (!header) throw new FileEncryptionFailed("FileDamaged");
    return { header, dataKey: await openFileKey(ctx, key, header) };
  } catch (error) {
    if (error instanceof CryptoError || error instanceof DomainError) throw new FileEncryptionFailed("FileDamaged");
    throw error;
  }
}

/** The data key of a file. @throws DomainError KeyVersionNotFound, InvalidCiphertext for whatever does not open (S11) */
export async function openFileKey(ctx: Ctx, key: LoadedKey, { fileId, blob }: FileHeader): Promise<Buffer> {
  const version = await findVersion(ctx, key.region, blobVersionId(blob));
  if (version?.key.pk !== key.pk) throw new DomainError("KeyVersionNotFound");
  return openUnder(ctx, { ...version, key }, blob, contextOf(fileKeyContext(key.accountId, fileId)));
}
