import type { Prisma } from "@/lib/generated/prisma/client";
import { arnOf } from "../arn";
import type { Recorded } from "../audit/record";
import type { Tx } from "../context";
import { assertChanged } from "../transaction";
import type { Instance } from "./load-instance";

/** Writes a change where nobody has changed the instance since it was read, and returns it changed. @throws ChangedMeanwhile */
export async function changeInstance(
  tx: Tx,
  instance: Instance,
  data: Prisma.InstanceUpdateManyMutationInput,
): Promise<Instance> {
  assertChanged(await tx.db.instance.updateMany({ where: { pk: instance.pk, revision: instance.revision }, data }));
  const row = await tx.db.instance.findUniqueOrThrow({ where: { pk: instance.pk } });
  return { ...row, accountId: row.ownerAccountId };
}

/** What an audit event about the instance names. */
export function recordedInstance(instance: Instance): Recorded {
  const { region, ownerAccountId: accountId, instanceId } = instance;
  return { accountId, region, arn: arnOf(region, accountId, "keystore", instanceId) };
}
