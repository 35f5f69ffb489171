import type { InstanceModel, KeyModel } from "@/lib/generated/prisma/models";
import { type PolicyBase, policyFromForm } from "../policies/policy-form";

type Sharing = Pick<InstanceModel, "sharingMode" | "ownerAccountId">;

/** What forms and the default policy of a key rest on. */
export function keyPolicyBase(key: Pick<KeyModel, "accountId" | "usage">, instance: Sharing): PolicyBase {
  const jointOwnerAccountId = instance.sharingMode === "Joint" ? instance.ownerAccountId : null;
  return { creatorAccountId: key.accountId, jointOwnerAccountId, usage: key.usage };
}

/** POL-05, and POL-06 in a jointly shared instance: the creator's account, then the instance owner's. */
export function defaultKeyPolicy(key: Pick<KeyModel, "accountId" | "usage">, instance: Sharing): string {
  return policyFromForm("key", keyPolicyBase(key, instance));
}
