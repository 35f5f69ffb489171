import { z } from "zod";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { CryptoError } from "@/lib/crypto/errors";
import type { Keyring } from "@/lib/crypto/keyring";
import { intoKeyObject, keyLengthBytes } from "@/lib/crypto/material";
import { randomBytes } from "@/lib/crypto/random";
import { open, seal, type WrappingKey } from "@/lib/crypto/sealed";
import { damaged } from "../backups/binding-store";
import { toldObject } from "./system-names";

// Each system backup has a key of its own, which lies beside it under root: whoever has the store and the root key needs
// nothing else (invariant 2).

const shape = z.strictObject({ v: z.literal(1), sealed: z.base64() });

export interface SystemBackupId {
  installation: string;
  name: string;
}

const fieldsOf = ({ installation, name }: SystemBackupId) => [installation, name] as const;
const objectOf = (sealed: Buffer) => canonicalJson({ v: 1, sealed: sealed.toString("base64") });
/** It seals nothing but this system backup, so that the installation's id is name enough. */
const keyOf = ({ installation }: SystemBackupId, bytes: Buffer): WrappingKey => ({
  id: installation,
  generation: 1,
  bytes: intoKeyObject(bytes),
});

/** A new one, and the object that says it again. */
export function makeSystemKey(keyring: Keyring, of: SystemBackupId): { key: WrappingKey; object: Buffer } {
  const bytes = randomBytes(keyLengthBytes);
  const object = objectOf(seal(keyring.root, "system-backup-key", fieldsOf(of), bytes));
  return { key: keyOf(of, bytes), object };
}

/** @throws DomainError BackupDamaged, also where it was sealed under another root key */
export function openSystemKey(keyring: Keyring, of: SystemBackupId, object: Buffer | null): WrappingKey {
  try {
    const { sealed } = shape.parse(JSON.parse(String(object)));
    const box = Buffer.from(sealed, "base64");
    if (!object?.equals(objectOf(box))) throw damaged(toldObject(of.name, "key"));
    return keyOf(of, open(keyring.resolveRoot, "system-backup-key", fieldsOf(of), box));
  } catch (error) {
    if (error instanceof CryptoError || error instanceof z.ZodError || error instanceof SyntaxError)
      throw damaged(toldObject(of.name, "key"));
    throw error;
  }
}
