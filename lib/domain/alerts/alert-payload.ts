import type { AlertModel } from "@/lib/generated/prisma/models";
import type { AlertLevel } from "./alert-rules";

/** An alert as it is sent, field by field (AUD-18). */
export interface AlertPayload {
  product: "KMS";
  eventTime: string;
  level: AlertLevel;
  name: string;
  regionId: string;
  /** ARN */
  resourceId: string;
  status: "Normal" | "Failed";
  content: unknown;
  ver: "1.0";
}

type Told = Pick<AlertModel, "at" | "level" | "name" | "region" | "resource" | "status" | "content">;

export function alertPayload(alert: Told): AlertPayload {
  return {
    product: "KMS",
    eventTime: alert.at.toISOString(),
    level: alert.level,
    name: alert.name,
    regionId: alert.region,
    resourceId: alert.resource,
    status: alert.status,
    content: alert.content,
    ver: "1.0",
  };
}
