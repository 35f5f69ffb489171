import type { Recorded } from "../audit/record";
import type { Tx } from "../context";
import { raiseAlert } from "./raise-alert";

/** INS-25, INS-68: the balance did not suffice for an automatic renewal; it is tried again every day until expiry. */
export async function raiseRenewalFailed(
  tx: Tx,
  subject: Recorded,
  content: { instanceId: string; endsAt: string; amountMicros: string },
): Promise<void> {
  const { accountId, region, arn: resource } = subject;
  const name = "Instance:RenewalFailed";
  await raiseAlert(tx, { accountId, region, level: "CRITICAL", name, resource, status: "Failed", content });
}
