import type { Instance } from "@/lib/generated/prisma/client";
import { type PolicyBase, policyFromForm } from "../policies/policy-form";
import { jointOwner } from "./load-secret";

/** What forms and the default policy of a secret rest on. */
export function secretPolicyBase(
  creatorAccountId: string,
  instance: Pick<Instance, "sharingMode" | "ownerAccountId">,
): PolicyBase {
  return { creatorAccountId, jointOwnerAccountId: jointOwner(instance) };
}

/** POL-05, and POL-06 in a jointly shared instance: the creator's account, then the instance owner's. */
export function defaultSecretPolicy(
  creatorAccountId: string,
  instance: Pick<Instance, "sharingMode" | "ownerAccountId">,
): string {
  return policyFromForm("secret", secretPolicyBase(creatorAccountId, instance));
}
