import type { AlertModel } from "@/lib/generated/prisma/models";
import { alertPayload } from "../alerts/alert-payload";
import { ALERT_LEVELS } from "../alerts/alert-rules";

/** One line of a header: what names and resources bring in of control characters does not end it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").slice(0, 200);

/** A mail of one alert, or a digest of several, the gravest first. */
export function alertMail(alerts: readonly AlertModel[]): { subject: string; text: string } {
  const sorted = [...alerts].sort(
    (one, other) => gravity(other) - gravity(one) || one.at.getTime() - other.at.getTime(),
  );
  const [first] = sorted;
  const subject =
    sorted.length === 1 && first
      ? `[KMS ${first.level}] ${first.name}: ${first.resource}`
      : `[KMS] ${sorted.length} alerts${countedByLevel(sorted)}`;
  return { subject: oneLine(subject), text: `${sorted.map(paragraph).join("\n\n")}\n` };
}

const gravity = ({ level }: AlertModel) => ALERT_LEVELS.indexOf(level);

function countedByLevel(alerts: readonly AlertModel[]): string {
  const counts = [...ALERT_LEVELS].reverse().flatMap((level) => {
    const count = alerts.filter((alert) => alert.level === level).length;
    return count > 0 ? `${count} ${level}` : [];
  });
  return ` (${counts.join(", ")})`;
}

function paragraph(alert: AlertModel): string {
  const { level, name, status, eventTime, regionId, resourceId, content } = alertPayload(alert);
  const facts = Object.entries(content ?? {}).map(([fact, value]) => `  ${fact}: ${text(value)}`);
  return [`${level} ${name} (${status})`, eventTime, `${regionId} ${resourceId}`, ...facts].map(oneLine).join("\n");
}

const text = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
