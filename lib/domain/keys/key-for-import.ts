import { refusingAbout } from "../audit/refusal-subject";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { keyToChange } from "./change-key";
import { type KeyReference, keySubject, type LoadedKey } from "./load-key";

type ImportCall = "GetParametersForImport" | "ImportKeyMaterial" | "DeleteKeyMaterial";

/** The key whose material comes from outside. @throws DomainError UnsupportedOrigin for one with material made here (KEY-68) */
export async function keyForImport(ctx: Ctx | Tx, call: ImportCall, reference: KeyReference): Promise<LoadedKey> {
  const key = await keyToChange(ctx, call, reference);
  return refusingAbout(keySubject(key), () => {
    if (key.origin !== "EXTERNAL") throw new DomainError("UnsupportedOrigin");
    return key;
  });
}
