import { z } from "zod";
import { lockDirectory, lockPrincipals, lockSharingMode, secretsUnderOthersKeys } from "@/lib/db/sharing.sql";
import { record } from "../../audit/record";
import { authorize } from "../../authorize";
import type { Tx } from "../../context";
import { DomainError } from "../../errors";
import { changeInstance, recordedInstance } from "../../instances/change-instance";
import { assertOffered } from "../../instances/instance-standing";
import { type Instance, loadInstance } from "../../instances/load-instance";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { type Left, leaveJointOwnership } from "./leave-joint-ownership";

const schema = z.object({ region: z.string(), instanceId: z.string(), mode: z.literal("Independent") });

/** As long as the end of a full instance may take (INS-05): all of it happens, or nothing. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * From joint to independent ownership, for good (SHR-07): the owner no longer manages or uses what others made in the
 * instance (SHR-08), nor are their things in its backups any more (BKP-99); names are each account's own from then on
 * (SHR-11). @throws DomainError SharingModeFinal; SharingModeBlocked while a secret lies under a key of another account,
 * which its owner could then read no longer
 */
export const setInstanceSharingMode = operation(
  "SetInstanceSharingMode",
  { touches: "secrets", stepUp: true, schema },
  (ctx, { region, instanceId, mode }): Promise<{ instanceId: string; mode: "Independent" }> =>
    transaction(
      ctx,
      async (tx) => {
        const instance = await holdInstance(tx, region, instanceId);
        assertOffered(tx, "SetInstanceSharingMode", instance);
        await assertReadable(tx, instance.pk);
        const { left, ...names } = await leaveJointOwnership(tx, instance);
        await changeInstance(tx, instance, { sharingMode: mode });
        await tell(tx, instance, left, names);
        return { instanceId, mode };
      },
      { timeoutMs: TIMEOUT_MS },
    ),
);

async function assertReadable(tx: Tx, instancePk: string): Promise<void> {
  const count = await secretsUnderOthersKeys(tx, instancePk, tx.now());
  if (count > 0) throw new DomainError("SharingModeBlocked", { count });
}

/**
 * With its directory, its principals and its sharing mode: nobody creates or names anything in it until the commit
 * (keepSharingMode). Its row comes last, as with everybody who changes a key and takes units for it (instances/quota.ts).
 */
async function holdInstance(tx: Tx, region: string, instanceId: string): Promise<Instance> {
  const action = "kms:SetInstanceSharingMode";
  const { pk, ownerAccountId } = authorize(tx, action, await loadInstance(tx, region, instanceId));
  const member = await tx.db.directoryMember.findUnique({ where: { accountId: ownerAccountId } });
  if (member) await lockDirectory(tx, member.directoryPk);
  await lockPrincipals(tx, pk);
  await lockSharingMode(tx, pk);
  return authorize(tx, action, await loadInstance(tx, region, instanceId));
}

/** In the owner's trail, and in those of the accounts whose things it is about. */
async function tell(tx: Tx, instance: Instance, left: ReadonlyMap<string, Left>, names: Record<string, number>) {
  const { instanceId, ownerAccountId } = instance;
  const subject = recordedInstance(instance);
  const sum = (what: keyof Left) => [...left.values()].reduce((total, one) => total + one[what], 0);
  const all = { keys: sum("keys"), secrets: sum("secrets"), policies: sum("policies"), ...names };
  await record(tx, "SetInstanceSharingMode", subject, { from: "Joint", to: "Independent", ...all });
  for (const [accountId, counts] of left) {
    const detail = { instanceId, ownerAccountId, to: "Independent", ...counts };
    await record(tx, "SetInstanceSharingMode", { ...subject, accountId }, detail);
  }
}
