import { z } from "zod";
import { record } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { assertTakesNew } from "../instances/instance-state";
import { takeKeyUnits } from "../instances/quota";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, keyToChange } from "./change-key";
import { insertVersion, newVersionId } from "./key-material";
import { assertMayAddVersion } from "./key-rules";
import { isAsymmetric } from "./key-spec-rules";
import type { KeyVersionView } from "./list-key-versions";
import { type KeyReference, keySubject, type LoadedKey } from "./load-key";
import { withMaterial } from "./new-material";

const schema = z.object({ region: z.string(), key: z.string().min(1) });

/**
 * Makes another version of an asymmetric key with fresh material (KEY-76): which version is used, each call says, so that
 * nothing moves to it by itself. One unit of the instance's key quota (KEY-77, INS-08). Refuses keys that are symmetric,
 * imported or not Enabled (KEY-45), within seven days of the last version, beyond 50, and while the instance is being upgraded
 * (INS-46).
 */
export const createKeyVersion = operation(
  "CreateKeyVersion",
  { touches: "secrets", schema },
  async (ctx, input): Promise<KeyVersionView> => {
    // Judged before the material is made, which for RSA is the dear part, and again where it counts.
    const planned = await transaction(ctx, (tx) => keyToAddTo(tx, input));
    return withMaterial(ctx, planned, (material) =>
      transaction(ctx, async (tx) => {
        const key = await keyToAddTo(tx, input);
        // First, guarded: of two at once one finds the row moved on.
        await changeKey(tx, key, { lastRotatedAt: tx.now() });
        const versionId = newVersionId(key);
        await insertVersion(tx, key, versionId, material);
        await record(tx, "CreateKeyVersion", keySubject(key), { keyVersionId: versionId });
        // Late: it holds the instance's row until the commit.
        if (key.instancePk !== null) await takeKeyUnits(tx, key.instancePk, 1);
        return { keyId: key.keyId, versionId, createdAt: tx.now(), primary: false };
      }),
    );
  },
);

async function keyToAddTo(tx: Tx, reference: KeyReference): Promise<LoadedKey> {
  // KEY-12: version calls take an alias too.
  const key = await keyToChange(tx, "CreateKeyVersion", reference, { byAlias: true });
  const { _count: count, _max: newest } = await tx.db.keyVersion.aggregate({
    where: { keyPk: key.pk },
    _count: true,
    _max: { createdAt: true },
  });
  return refusingAbout(keySubject(key), () => {
    if (key.origin !== "Aliyun_KMS") throw new DomainError("UnsupportedOrigin");
    if (!isAsymmetric(key.spec)) throw new DomainError("UnsupportedOperation");
    if (key.instance) assertTakesNew(key.instance, tx.now());
    assertMayAddVersion({ count, newest: newest.createdAt ?? key.createdAt }, tx.now());
    return key;
  });
}
