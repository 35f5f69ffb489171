import { z } from "zod";
import type { RotationTarget } from "@/lib/generated/prisma/client";
import { record } from "../../audit/record";
import type { Tx } from "../../context";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { assertChanged, isDuplicate, transaction } from "../../transaction";
import { recordCredentialRead } from "../target-address";
import { keepCredential } from "./keep-credential";
import { type RotationTargetDetail, targetFor, targetSubject, targetView } from "./load-rotation-target";
import { lockTarget } from "./lock-target";
import {
  type CheckColumns,
  checkedTarget,
  credentialName,
  holdCredential,
  proposedAddress,
  readableCredential,
  targetFields,
} from "./register-target";
import { assertAdministratorFree, assertMayLead, assertNoneUnderWay } from "./served-secrets";
import { credentialSecretName, keptTarget, type TargetWish, writeCredential } from "./target-rules";

/** What is left out stays as it is. */
const schema = targetFields.partial().extend({ region: z.string(), targetId: z.string().min(1).max(100) });
type Input = z.infer<typeof schema>;

const PLACE = ["address", "port", "database", "credentialSecret"] as const;
const TRUST = ["tls", "caPem", "hostKey"] as const;

/**
 * Changes where a target leads, or what it is administered with: the secret that is named, or with a new credential the
 * next version of `rotation/<target>`. Whoever sends a stored credential elsewhere must be allowed to read it, and so with
 * the values of the secrets that rotate there. Whom to believe there may change at any time, which is how a rotation that
 * goes back is helped; the place and its administrator wait for it.
 * @throws DomainError RotationTargetNotFound, InvalidRotationTarget, AddressNotAllowed, SecretRotating
 */
export const updateRotationTarget = operation(
  "UpdateRotationTarget",
  { touches: "secrets", schema, stepUp: true },
  async (ctx, input): Promise<RotationTargetDetail> => {
    const target = await targetFor(ctx, "UpdateRotationTarget", input);
    const { wish, credentialSecret, text } = plannedChange(target, input);
    if (text === undefined) await readableCredential(ctx, { region: target.region, name: credentialSecret });
    const row = { ...target, ...wish, credentialSecret };
    const isMoved = text !== undefined || PLACE.some((field) => row[field] !== target[field]);
    const isLed = isMoved || TRUST.some((field) => row[field] !== target[field]);
    // Asked before the new place hears of anything, and again at the commit.
    const assertMayChange = async (tx: Tx) => {
      if (isLed) await assertMayLead(tx, row);
      if (isMoved) await assertNoneUnderWay(tx, target);
    };
    await transaction(ctx, assertMayChange);
    const led = await proposedAddress(ctx, row, text === undefined ? { secretName: credentialSecret } : { text });
    // Before it is sent: whatever becomes of the change, it was (P11).
    if (text === undefined) await recordCredentialRead(ctx, row);
    const checked = await checkedTarget(ctx, led);
    try {
      return await transaction(ctx, async (tx) => {
        await targetFor(tx, "UpdateRotationTarget", input);
        await lockTarget(tx, target);
        await assertMayChange(tx);
        const changed = await change(tx, target, input, { ...wish, credentialSecret, ...checked }, text);
        await assertAdministratorFree(tx, target, led);
        return changed;
      });
    } catch (error) {
      // Somebody made the secret of its credential in the same moment.
      if (isDuplicate(error)) throw new DomainError("ChangedMeanwhile", {}, { cause: error });
      throw error;
    }
  },
);

function plannedChange(target: RotationTarget, input: Input) {
  if (input.credential && input.credentialSecret !== undefined) {
    throw new DomainError("InvalidRotationTarget", { name: "credentialSecret" });
  }
  const { adapter, targetId } = target;
  const wish = keptTarget({
    adapter,
    name: input.name ?? target.name,
    address: input.address ?? target.address,
    port: input.port === undefined ? target.port : input.port,
    database: input.database === undefined ? target.database : input.database,
    tls: input.tls ?? target.tls,
    caPem: input.caPem === undefined ? target.caPem : input.caPem,
    hostKey: input.hostKey === undefined ? target.hostKey : input.hostKey,
  });
  if (input.credential) {
    const text = writeCredential(adapter, input.credential);
    return { wish, credentialSecret: credentialSecretName(targetId), text };
  }
  const named = input.credentialSecret;
  return {
    wish,
    credentialSecret: named === undefined ? target.credentialSecret : credentialName(target, named),
    text: undefined,
  };
}

async function change(
  tx: Tx,
  target: RotationTarget,
  input: Input,
  columns: TargetWish & CheckColumns & { credentialSecret: string },
  text: string | undefined,
): Promise<RotationTargetDetail> {
  const where = { region: target.region, name: columns.credentialSecret };
  if (text === undefined) await holdCredential(tx, (await readableCredential(tx, where)).pk);
  else await keepCredential(tx, where, text, input.credential?.encryptionKey);
  const { pk, revision } = target;
  assertChanged(
    await tx.db.rotationTarget.updateMany({ where: { pk, revision }, data: { ...columns, updatedAt: tx.now() } }),
  );
  const changed = await tx.db.rotationTarget.findUniqueOrThrow({ where: { pk } });
  const { address, port, tls, credentialSecret, checkError } = changed;
  const detail = { address, port, tls, credentialSecret, newCredential: text !== undefined, check: checkError ?? "ok" };
  await record(tx, "UpdateRotationTarget", targetSubject(changed), detail);
  return targetView(tx, changed);
}
