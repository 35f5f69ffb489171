import path from "node:path";
import type { DeliveryPorts } from "@/lib/domain/deliveries/ports";
import { makeFileDelivery } from "./file-delivery";
import { makeOutbound } from "./outbound";
import { parseOutboundAllow } from "./outbound-address";
import { makeWebhook } from "./webhook";

export interface DeliverySettings {
  dataDir: string;
  /** KMS_OUTBOUND_ALLOW */
  outboundAllow: string;
  smtpUrl?: string | undefined;
  smtpFrom: string;
}

/** Everything that events and alerts leave by; the mail library loads only where a server is set. */
export async function makeDeliveryPorts(settings: DeliverySettings): Promise<DeliveryPorts> {
  const { dataDir, outboundAllow, smtpUrl, smtpFrom } = settings;
  const webhook = makeWebhook(makeOutbound(parseOutboundAllow(outboundAllow)));
  const files = makeFileDelivery(path.join(dataDir, "deliveries"));
  if (smtpUrl === undefined) return { webhook, files };
  const { makeMail } = await import("./mail");
  return { webhook, files, mail: makeMail(smtpUrl, smtpFrom) };
}
