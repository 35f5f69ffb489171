import { z } from "zod";
import { refusingAbout } from "../audit/refusal-subject";
import { DomainError } from "../errors";
import type { PolicyView } from "../keys/get-key-policy";
import { operation } from "../operation";
import { formOfPolicy } from "../policies/policy-form";
import { assertPolicyName, POLICY_NAME } from "../policies/policy-to-keep";
import { secretFor, secretSubject } from "./load-secret";
import { secretPolicyBase } from "./secret-policy";

/** The policy of a secret in an instance, in any state of it (POL-01, POL-02). */
export const getSecretPolicy = operation(
  "GetSecretPolicy",
  {
    touches: "metadata",
    schema: z.object({ region: z.string(), secret: z.string().min(1), policyName: z.string().default(POLICY_NAME) }),
  },
  async (ctx, input): Promise<PolicyView> => {
    const { instance, policy, ...secret } = await secretFor(ctx, "GetSecretPolicy", input);
    return refusingAbout(secretSubject(secret), () => {
      assertPolicyName(input.policyName);
      if (!instance || !policy) throw new DomainError("PolicyUnsupported");
      const base = secretPolicyBase(secret.accountId, instance);
      const { document } = policy;
      return { document, form: formOfPolicy("secret", base, document), base, revision: secret.revision };
    });
  },
);
