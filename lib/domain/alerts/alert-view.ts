import type { AlertModel } from "@/lib/generated/prisma/models";
import type { AlertLevel } from "./alert-rules";

/** An alert as pages and lists show it. */
export interface AlertView {
  id: string;
  at: Date;
  /** When it was counted last, of what repeats. */
  lastAt: Date;
  times: number;
  level: AlertLevel;
  name: string;
  region: string;
  resource: string;
  status: "Normal" | "Failed";
  content: Readonly<Record<string, string | number>>;
  /** When its condition was over; null while it stands, and for what has none. */
  endedAt: Date | null;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
}

export function alertView(alert: AlertModel): AlertView {
  const { pk, at, lastAt, times, level, name, region, resource, status, endedAt } = alert;
  const { acknowledgedAt, acknowledgedBy } = alert;
  const content = factsOf(alert.content);
  const facts = { id: pk, at, lastAt, times, level, name, region, resource, status, content };
  return { ...facts, endedAt, acknowledgedAt, acknowledgedBy };
}

/** Texts and numbers of the content: all that a sentence can hold. */
function factsOf(content: unknown): Record<string, string | number> {
  if (typeof content !== "object" || content === null) return {};
  return Object.fromEntries(
    Object.entries(content).filter(([, value]) => typeof value === "string" || typeof value === "number"),
  );
}
