import { z } from "zod";
import { updateRotationPolicy } from "@/lib/domain/keys/update-rotation-policy";
import { flag, text } from "../fields";
import { acts, type GatewayActions, nothing, run } from "../gateway-action";
import { rotationSeconds } from "./keys";

/** Automatic rotation on the wire (KEY-70..73, openapi.md 3.1). */
export const rotationActions: GatewayActions = {
  UpdateRotationPolicy: acts({
    schema: z.object({ KeyId: text(), EnableAutomaticRotation: flag(), RotationInterval: text().optional() }),
    run: async (context, { KeyId: key, EnableAutomaticRotation: enabled, RotationInterval: interval }) =>
      run(updateRotationPolicy, context.ctx, {
        region: await context.regionOfKey(key, { changes: true }),
        key,
        enabled,
        rotationSeconds: enabled ? rotationSeconds(interval) : undefined,
      }),
    present: nothing,
  }),
};
