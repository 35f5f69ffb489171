import { alertsFor, type ChainRow, chainFrom } from "@/lib/db/deliveries.sql";
import type { AlertModel, DeliveryTargetModel } from "@/lib/generated/prisma/models";
import type { Ctx } from "../context";
import { type ChainedEvent, eventJson } from "./messages";

const EVENTS_MAX = 500;
const BYTES_MAX = 1_000_000;
const ALERTS_MAX = 100;

/** What one request carries: alerts before events, for they are what somebody waits for. */
export type Batch =
  | { kind: "alerts"; alerts: AlertModel[] }
  | { kind: "events"; events: { at: Date; json: string }[]; nextSeq: bigint };

export async function nextBatch(ctx: Ctx, target: DeliveryTargetModel): Promise<Batch | null> {
  if (target.sendsAlerts) {
    const pks = await alertsFor(ctx.db, target, ALERTS_MAX);
    const alerts = await ctx.db.alert.findMany({ where: { pk: { in: pks } }, orderBy: [{ at: "asc" }, { pk: "asc" }] });
    if (alerts.length > 0) return { kind: "alerts", alerts };
  }
  return target.sendsEvents ? nextEvents(ctx, target) : null;
}

async function nextEvents(ctx: Ctx, { accountId, nextSeq }: DeliveryTargetModel): Promise<Batch | null> {
  const rows = await chainFrom(ctx.db, accountId, nextSeq, EVENTS_MAX);
  const events: { at: Date; json: string }[] = [];
  let bytes = 0;
  let next = nextSeq;
  for (const row of rows) {
    const json = eventJson(accountId, chained(row));
    bytes += Buffer.byteLength(json);
    if (events.length > 0 && bytes > BYTES_MAX) break; // one alone goes whatever it weighs
    events.push({ at: row.eventAt, json });
    next = row.seq + 1n;
  }
  return events.length > 0 ? { kind: "events", events, nextSeq: next } : null;
}

function chained({ seq, link, eventId, eventAt, region, ...event }: ChainRow): ChainedEvent {
  return { seq, link, eventId, eventAt, event: region === null ? null : { region, ...event } };
}
