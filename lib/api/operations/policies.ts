import { z } from "zod";
import { getKeyPolicy, type PolicyView } from "@/lib/domain/keys/get-key-policy";
import { setKeyPolicy } from "@/lib/domain/keys/set-key-policy";
import { getSecretPolicy } from "@/lib/domain/secrets/get-secret-policy";
import { setSecretPolicy } from "@/lib/domain/secrets/set-secret-policy";
import { text } from "../fields";
import { acts, type GatewayActions, nothing, reads, run } from "../gateway-action";

const CHANGES = { changes: true };
const READS = { changes: false };
const ofKey = z.object({ KeyId: text(), PolicyName: text().optional() });
const ofSecret = z.object({ SecretName: text(), PolicyName: text().optional() });
const asPolicy = ({ document }: PolicyView) => ({ Policy: document });

/** Policies of keys and secrets on the wire (openapi.md 3.1). */
export const policyActions: GatewayActions = {
  GetKeyPolicy: reads({
    schema: ofKey,
    run: async (context, { KeyId: key, PolicyName: policyName }) =>
      run(getKeyPolicy, context.ctx, { region: await context.regionOfKey(key, READS), key, policyName }),
    present: asPolicy,
  }),
  SetKeyPolicy: acts({
    schema: ofKey.extend({ Policy: text() }),
    run: async (context, { KeyId: key, PolicyName: policyName, Policy: policy }) =>
      run(setKeyPolicy, context.ctx, { region: await context.regionOfKey(key, CHANGES), key, policyName, policy }),
    present: nothing,
  }),
  GetSecretPolicy: reads({
    schema: ofSecret,
    run: async (context, { SecretName: secret, PolicyName: policyName }) =>
      run(getSecretPolicy, context.ctx, { region: await context.regionOfSecret(secret, READS), secret, policyName }),
    present: asPolicy,
  }),
  SetSecretPolicy: acts({
    schema: ofSecret.extend({ Policy: text() }),
    run: async (context, { SecretName: secret, PolicyName: policyName, Policy: policy }) =>
      run(setSecretPolicy, context.ctx, {
        region: await context.regionOfSecret(secret, CHANGES),
        secret,
        policyName,
        policy,
      }),
    present: nothing,
  }),
};
