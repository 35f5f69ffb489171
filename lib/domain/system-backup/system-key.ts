import { z } from "zod";
import { canonicalJson } from "@/lib/crypto/canonical-json";
import { CryptoError } from "@/lib/crypto/errors";
import type { Keyring } from "@/lib/crypto/keyring";
import { intoKeyObject, keyLengthBytes } from "@/lib/crypto/material";
import { randomBytes, randomUuid } from "@/lib/crypto/random";
import { open, seal, type WrappingKey } from "@/lib/crypto/sealed";
import { damaged } from "../backups/binding-store";
import { toldObject } from "./system-names";

// Each system backup has a key of its own, which lies beside it under root: whoever has the store and the root key needs
// nothing else (invariant 2).

const shape = z.strictObject({ v: z.literal(1), id: z.uuid(), sealed: z.base64() });

export interface SystemBackupId {
  installation: string;
  name: string;
}

const fieldsOf = ({ installation, name }: SystemBackupId) => [installation, name] as const;
const objectOf = (id: string, sealed: Buffer) => canonicalJson({ v: 1, id, sealed: sealed.toString("base64") });

/** A new one, and the object that says it again. */
export function makeSystemKey(keyring: Keyring, of: SystemBackupId): { key: WrappingKey; object: Buffer } {
  const id = randomUuid();
  const bytes = randomBytes(keyLengthBytes);
  const object = objectOf(id, seal(keyring.root, "system-backup-key", fieldsOf(of), bytes));
  return { key: { id, generation: 1, bytes: intoKeyObject(bytes) }, object };
}

/** @throws DomainError BackupDamaged, also where it was sealed under another root key */
export function openSystemKey(keyring: Keyring, of: SystemBackupId, object: Buffer | null): WrappingKey {
  try {
    const { id, sealed } = shape.parse(JSON.parse(String(object)));
    const box = Buffer.from(sealed, "base64");
    if (!object?.equals(objectOf(id, box))) throw damaged(toldObject(of.name, "key"));
    const bytes = open(keyring.resolveRoot, "system-backup-key", fieldsOf(of), box);
    return { id, generation: 1, bytes: intoKeyObject(bytes) };
  } catch (error) {
    if (error instanceof CryptoError || error instanceof z.ZodError || error instanceof SyntaxError)
      throw damaged(toldObject(of.name, "key"));
    throw error;
  }
}
