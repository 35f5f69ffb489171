import type { AlertModel } from "@/lib/generated/prisma/models";
import { alertPayload } from "../alerts/alert-payload";

// What is sent, as JSON (docs/alerts.md). Receivers drop repeats by `seq` of an event and `id` of an alert.

/** An event of the chain as it is sent. One whose row is gone is sent as missing: the gap must not be silent. */
export interface ChainedEvent {
  seq: bigint;
  link: Uint8Array;
  eventId: string;
  eventAt: Date;
  event: {
    region: string;
    event: string;
    source: string;
    actor: string;
    accessKeyId: string | null;
    sourceIp: string | null;
    resource: string;
    outcome: string;
    requestId: string;
    detail: unknown;
    leaf: Uint8Array;
  } | null;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

export function eventJson(accountId: string, { seq, link, eventId, eventAt, event }: ChainedEvent): string {
  const place = { seq: Number(seq), id: eventId, at: eventAt.toISOString(), accountId };
  if (!event) return JSON.stringify({ ...place, missing: true, link: hex(link) });
  const { leaf, ...told } = event;
  return JSON.stringify({ ...place, ...told, leaf: hex(leaf), link: hex(link) });
}

export function alertJson(alert: AlertModel): string {
  return JSON.stringify({ id: alert.pk, ...alertPayload(alert) });
}

/** The body of a webhook's request; `items` are JSON already. */
export function bodyOf(
  kind: "events" | "alerts" | "test",
  about: { accountId: string; targetId: string; sentAt: Date },
  items: readonly string[],
): Buffer {
  const { accountId, targetId, sentAt } = about;
  const head = JSON.stringify({ ver: "1.0", kind, accountId, targetId, sentAt: sentAt.toISOString() });
  const list = kind === "test" ? "" : `,"${kind}":[${items.join(",")}]`;
  return Buffer.from(`${head.slice(0, -1)}${list}}`, "utf8");
}
