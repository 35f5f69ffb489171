import { rotateSecret } from "@/lib/domain/secrets/rotate-secret";
import { updateSecretRotationPolicy } from "@/lib/domain/secrets/update-secret-rotation-policy";
import { flag, text } from "../fields";
import { acts, type GatewayActions, run } from "../gateway-action";
import { rotationSeconds } from "./keys";
import { CHANGES, onlyName, secretOnly } from "./secret-fields";

/** The rotation of managed secrets on the wire (SEC-30..34). */
export const secretRotationActions: GatewayActions = {
  UpdateSecretRotationPolicy: acts({
    schema: secretOnly.extend({ EnableAutomaticRotation: flag(), RotationInterval: text().optional() }),
    run: async (context, { SecretName: secret, EnableAutomaticRotation: enabled, RotationInterval: interval }) =>
      run(updateSecretRotationPolicy, context.ctx, {
        region: await context.regionOfSecret(secret, CHANGES),
        secret,
        enabled,
        // The one that it has stands where none is named.
        intervalSeconds: enabled && interval !== undefined ? rotationSeconds(interval) : undefined,
      }),
    present: onlyName,
  }),
  RotateSecret: acts({
    schema: secretOnly.extend({ VersionId: text() }),
    run: async (context, { SecretName: secret, VersionId: versionId }) =>
      run(rotateSecret, context.ctx, { region: await context.regionOfSecret(secret, CHANGES), secret, versionId }),
    present: ({ name, arn, versionId }) => ({ SecretName: name, Arn: arn, VersionId: versionId }),
  }),
};
