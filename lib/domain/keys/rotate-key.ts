import { z } from "zod";
import { type DueRotation, dueRotations } from "@/lib/db/due-rotations.sql";
import { raiseAlert } from "../alerts/raise-alert";
import { rotationFailed } from "../alerts/rotation-conditions";
import { record, recordOutcome } from "../audit/record";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { assertTakesNew } from "../instances/instance-state";
import { takeKeyUnits } from "../instances/quota";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey } from "./change-key";
import { defaultKeyRotates } from "./default-key-rotation";
import { insertVersion, newVersionId } from "./key-material";
import { keySubject, LOADED_KEY, type LoadedKey } from "./load-key";
import { withMaterial } from "./new-material";
import { nextRotation } from "./rotation-rules";

/** Keys whose rotation fell due and that can rotate now, for the worker. */
export function findDueRotations(ctx: Ctx, limit = 500): Promise<DueRotation[]> {
  return dueRotations(ctx.db, ctx.now(), limit);
}

/**
 * Rotates one key whose date has come (KEY-70): a new version becomes primary, the others stay for what they encrypted
 * (KEY-75), one unit of the key quota goes (KEY-77). However many dates passed and however many workers ask, it is one
 * version: due is judged on the row that the same transaction changes, and the next date counts from now. Gives whether it
 * rotated; a key that is not due, or not Enabled, is left as it is. Where the quota is used up, that stands on the key and
 * is told once; the caller comes again. For the worker only. @throws DomainError KeyQuotaExceeded
 */
export const rotateKey = operation(
  "RotateKey",
  { touches: "secrets", schema: z.object({ keyPk: z.uuid() }) },
  async (ctx, { keyPk }): Promise<boolean> => {
    if (ctx.actor.kind !== "system") throw new DomainError("NoPermission", { action: "kms:RotateKey", resource: "*" });
    const key = await dueKey(ctx, keyPk);
    if (!key) return false;
    try {
      return await withMaterial(ctx, key, (material) => transaction(ctx, (tx) => rotate(tx, keyPk, material)));
    } catch (error) {
      if (error instanceof DomainError && error.code === "KeyQuotaExceeded") await noteFailure(ctx, keyPk, error);
      throw error;
    }
  },
);

async function rotate(tx: Tx, keyPk: string, material: Buffer | null): Promise<boolean> {
  const key = await dueKey(tx, keyPk);
  if (!key || !material || key.rotationSeconds === null) return false;
  const versionId = newVersionId(key);
  const now = tx.now();
  // Before the version, whose insert moves the revision that this is guarded by.
  await changeKey(tx, key, {
    primaryVersionId: versionId,
    lastRotatedAt: now,
    nextRotationAt: nextRotation(now, key.rotationSeconds),
    rotationError: null,
  });
  await insertVersion(tx, key, versionId, material);
  const wasDueAt = key.nextRotationAt?.toISOString() ?? "";
  await record(tx, "RotateKey", keySubject(key), { keyVersionId: versionId, from: key.primaryVersionId, wasDueAt });
  if (key.instancePk) await takeKeyUnits(tx, key.instancePk, 1);
  return true;
}

/** The key as it is now, where it is to rotate now. @throws DomainError where its instance does not serve, or is being upgraded (INS-46) */
async function dueKey(tx: Ctx | Tx, pk: string): Promise<LoadedKey | null> {
  const key = await tx.db.key.findUnique({ where: { pk }, include: LOADED_KEY });
  const now = tx.now();
  if (key?.state !== "Enabled" || key.automaticRotation !== "Enabled") return null;
  if (!key.nextRotationAt || key.nextRotationAt.getTime() > now.getTime()) return null;
  if (key.kind === "Default" && !(await defaultKeyRotates(tx, key.accountId, key.region, now))) return null;
  if (key.instance) assertTakesNew(key.instance, now);
  return key;
}

/** Once for each failing: the next attempts, and there may be many, find it noted (KEY-77). */
async function noteFailure(ctx: Ctx, keyPk: string, { code }: DomainError): Promise<void> {
  await transaction(ctx, async (tx) => {
    const key = await dueKey(tx, keyPk);
    if (!key || key.rotationError === code) return;
    await changeKey(tx, key, { rotationError: code });
    await recordOutcome(tx, "RotateKey", keySubject(key), code, { wasDueAt: key.nextRotationAt?.toISOString() ?? "" });
    await raiseAlert(tx, rotationFailed({ ...key, rotationError: code }, tx.now()));
  });
}
