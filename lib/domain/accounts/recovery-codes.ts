import { tokenDigest } from "@/lib/crypto/digest";
import type { Tx } from "../context";
import { newRecoveryCode, RECOVERY_CODES, readCode } from "./second-factor-rules";

/** New codes for the day the app is lost, in place of all before them. They are given out here and never again. */
export async function replaceRecoveryCodes(tx: Tx, personPk: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  await tx.db.recoveryCode.deleteMany({ where: { personPk } });
  await tx.db.recoveryCode.createMany({
    data: codes.map((code) => ({ pk: tx.newId(), personPk, codeSha256: digestOf(code) })),
  });
  return codes;
}

function digestOf(code: string): Uint8Array<ArrayBuffer> {
  const read = readCode(code);
  if (read.kind !== "recovery") throw new Error("a recovery code that could not be read back");
  return new Uint8Array(tokenDigest(read.text));
}
