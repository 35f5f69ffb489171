import type { IncomingMessage, ServerResponse } from "node:http";
import { type BackupMetric, backupMetrics } from "@/lib/domain/backups/backup-metrics";
import type { Ctx } from "@/lib/domain/context";
import { systemBackupSince } from "@/lib/domain/system-backup/system-backup-age";

// GET /metrics on the gateway's plain port, in Prometheus' text form, for whoever sits on the same machine: no signature,
// no name of a key or an account.

const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/;
/** What a proxy says of itself. One on this machine makes the world look like loopback, whether the gateway was told or not. */
const OF_A_PROXY = ["x-forwarded-for", "x-real-ip", "forwarded", "via"];

/** Anybody else's request for it is a call like any other, and refused as one. */
export function isScrape(request: IncomingMessage): boolean {
  if (request.method !== "GET" || request.url !== "/metrics") return false;
  return (
    LOOPBACK.test(request.socket.remoteAddress ?? "") && OF_A_PROXY.every((name) => request.headers[name] === undefined)
  );
}

export async function answerScrape(metrics: () => Promise<string>, response: ServerResponse): Promise<void> {
  response.on("error", () => response.destroy());
  try {
    const text = await metrics();
    response.writeHead(200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
      "cache-control": "no-store",
    });
    response.end(text);
  } catch {
    // A monitor takes no answer for what it is: something is wrong.
    response.writeHead(503).end();
  }
}

export async function metricsText(ctx: Pick<Ctx, "db" | "now">): Promise<string> {
  const backups = await backupMetrics(ctx);
  return [
    ...gauge("kms_backup_rpo_seconds", "Seconds since the last saved state of an enabled backup.", backups, (backup) =>
      backup.rpoSeconds.toFixed(3),
    ),
    ...gauge("kms_backup_failed", "1 where the last run of an enabled backup failed.", backups, (backup) =>
      backup.failed ? "1" : "0",
    ),
    ...(await systemBackupAge(ctx)),
    "",
  ].join("\n");
}

/** Of what lies in no instance: over two hours are an alert (decisions 11). */
async function systemBackupAge(ctx: Pick<Ctx, "db" | "now">): Promise<string[]> {
  const since = await systemBackupSince(ctx);
  if (!since) return [];
  const name = "kms_system_backup_age_seconds";
  const help = "Seconds since the last whole system backup.";
  const seconds = Math.max(0, (ctx.now().getTime() - since.getTime()) / 1000).toFixed(3);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${seconds}`];
}

/** Ids and types need no escape. */
function gauge(name: string, help: string, backups: readonly BackupMetric[], of: (backup: BackupMetric) => string) {
  const samples = backups.map((backup) => `${name}{backup="${backup.backupId}",type="${backup.type}"} ${of(backup)}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples];
}
