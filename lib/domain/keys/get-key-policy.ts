import { z } from "zod";
import { refusingAbout } from "../audit/refusal-subject";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { formOfPolicy, type PolicyBase, type PolicyForm } from "../policies/policy-form";
import { assertPolicyName, POLICY_NAME } from "../policies/policy-to-keep";
import { keyPolicyBase } from "./key-policy";
import { keySubject, loadKey } from "./load-key";

export interface PolicyView {
  /** As it was set. */
  document: string;
  /** The same as lists, where lists can make it (POL-08). */
  form: PolicyForm | null;
  base: PolicyBase;
  /** For Set: refused if somebody else was faster. */
  revision: bigint;
}

/** The policy of a key in an instance, by id, alias or ARN, in any state of it (POL-01, POL-02). */
export const getKeyPolicy = operation(
  "GetKeyPolicy",
  {
    touches: "metadata",
    schema: z.object({ region: z.string(), key: z.string().min(1), policyName: z.string().default(POLICY_NAME) }),
  },
  async (ctx, input): Promise<PolicyView> => {
    const { instance, policy, ...key } = authorize(ctx, "kms:GetKeyPolicy", await loadKey(ctx, input));
    return refusingAbout(keySubject(key), () => {
      assertPolicyName(input.policyName);
      if (!instance || !policy) throw new DomainError("PolicyUnsupported");
      const base = keyPolicyBase(key, instance);
      const { document } = policy;
      return { document, form: formOfPolicy("key", base, document), base, revision: key.revision };
    });
  },
);
