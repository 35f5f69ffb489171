import type { SendOutcome, WebhookPort } from "@/lib/domain/deliveries/ports";
import { type Outbound, OutboundError } from "./outbound";

const SHOWN_BYTES = 300;

/** Webhooks over the guarded way out: a status of 200 to 299 is an arrival, everything else none. */
export function makeWebhook(outbound: Outbound): WebhookPort {
  return {
    mayReach: async (url) => {
      try {
        await outbound.check(url);
        return true;
      } catch (error) {
        if (error instanceof OutboundError) return error.failure !== "AddressNotAllowed";
        throw error;
      }
    },
    post: async ({ url, headers, body }): Promise<SendOutcome> => {
      try {
        const { status, body: answer } = await outbound.request({ method: "POST", url, headers, body });
        if (status < 200 || status > 299) return { ok: false, error: `Status:${status}` };
        return { ok: true, answer: `${status} ${printable(answer)}`.trim() };
      } catch (error) {
        if (error instanceof OutboundError) return { ok: false, error: error.failure };
        return { ok: false, error: "Failed" };
      }
    },
  };
}

/** The beginning of an answer as one line of plain text. */
function printable(answer: Buffer): string {
  const text = answer.subarray(0, SHOWN_BYTES).toString("utf8");
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, " ").trim();
}
