import { hmac } from "@/lib/crypto/digest";

/**
 * The headers of a webhook's request. The signature is HMAC-SHA256 over `<timestamp>.<body>` with the target's secret:
 * a receiver that checks it, and that the timestamp is recent, believes nobody else and no replay (docs/alerts.md).
 */
export function signedHeaders(
  { secret, now, deliveryId }: { secret: Uint8Array; now: Date; deliveryId: string },
  body: Buffer,
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = hmac("sha256", secret, Buffer.concat([Buffer.from(`${timestamp}.`, "latin1"), body]));
  return {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "KMS-Console",
    "x-kms-delivery": deliveryId,
    "x-kms-timestamp": timestamp,
    "x-kms-signature": `v1=${signature.toString("hex")}`,
  };
}
