import { afterAll, beforeAll, expect, it } from "vitest";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "@/lib/domain/backups/backups.test-support";
import { runBackup } from "@/lib/domain/backups/run-backup";
import { readRawAnswer, sendRaw, startTestGateway } from "./gateway.test-support";
import { metricsText } from "./metrics";

let world: BackupWorld;
beforeAll(async () => {
  world = await backupWorld();
});
afterAll(() => world.close());

const request = (more = "") => `GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n`;

it("tells the same machine how much each backup would lose now, and which last run failed; nobody else (P7)", async () => {
  const { backup } = await aBackedUpInstance(world);
  const broken = await aBackedUpInstance(world);
  const metrics = () => metricsText(world.ctx);
  await runBackup(world.ctx, backup.pk);
  world.clock.advance({ minutes: 7 });
  const failing = { ...world.ctx, ports: {} };
  await expect(runBackup(failing, broken.backup.pk)).rejects.toThrow("BackupStoreUnavailable");

  const direct = await startTestGateway({ metrics });
  const answer = String(await sendRaw(direct.port, request(), false));
  await direct.close(0);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toContain("# TYPE kms_backup_rpo_seconds gauge");
  expect(answer).toContain(`kms_backup_rpo_seconds{backup="${backup.backupId}",type="SystemCreated"} 420.000`);
  expect(answer).toContain(`kms_backup_failed{backup="${backup.backupId}",type="SystemCreated"} 0`);
  expect(answer).toContain("kms_system_backup_age_seconds 420.000"); // none yet: since there is somebody
  expect(answer).toContain(`kms_backup_failed{backup="${broken.backup.backupId}",type="SystemCreated"} 1`);

  for (const [behindProxy, header] of [
    [true, "X-Forwarded-For: 203.0.113.9"],
    [false, "X-Forwarded-For: 203.0.113.9"],
    [false, "X-Real-IP: 203.0.113.9"],
    [false, "Forwarded: for=203.0.113.9"],
    [false, "Via: 1.1 edge"],
  ] as const) {
    const proxied = await startTestGateway({ metrics, behindProxy });
    const refused = readRawAnswer(await sendRaw(proxied.port, request(`${header}\r\n`), false));
    await proxied.close(0);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(refused.body)).not.toContain(backup.backupId);
  }
});
