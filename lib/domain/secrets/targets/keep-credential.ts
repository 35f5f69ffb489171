import { randomUuid } from "@/lib/crypto/random";
import { accountOf } from "../../authorize";
import type { Tx } from "../../context";
import { insertNewSecret, placeNewSecret } from "../new-secret";
import { putVersion } from "../put-secret-value";
import { secretBytes } from "../secret-data";
import { CURRENT } from "../secret-rules";

interface CredentialPlace {
  region: string;
  name: string;
}

/** A credential that was typed with its target becomes a Generic secret, with all that CreateSecret asks. */
export async function insertCredential(
  tx: Tx,
  { region, name }: CredentialPlace,
  text: string,
  encryptionKey: string | undefined,
): Promise<void> {
  const value = secretBytes({ secretData: text, dataType: "text" });
  try {
    const place = await placeNewSecret(tx, { region, name, encryptionKey });
    const first = { versionId: "v1", stages: [CURRENT], dataType: "text" as const, value };
    await insertNewSecret(tx, place, { description: "", tags: [] }, [first], { versionId: "v1" });
  } finally {
    value.fill(0);
  }
}

/** The same for a target that is there: the next version of the secret, with all that PutSecretValue asks. */
export async function keepCredential(
  tx: Tx,
  where: CredentialPlace,
  text: string,
  encryptionKey: string | undefined,
): Promise<void> {
  const there = await tx.db.secret.count({ where: { accountId: accountOf(tx), ...where } });
  if (there === 0) return insertCredential(tx, where, text, encryptionKey);
  const value = secretBytes({ secretData: text, dataType: "text" });
  try {
    const input = { region: where.region, secret: where.name, versionId: randomUuid(), dataType: "text" as const };
    await putVersion(tx, { ...input, secretData: text }, value);
  } finally {
    value.fill(0);
  }
}
