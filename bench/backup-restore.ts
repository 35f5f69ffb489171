import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { createRestorePlan } from "@/lib/domain/backups/create-restore-plan";
import { describeRestore } from "@/lib/domain/backups/describe-restore";
import { startRestore } from "@/lib/domain/backups/start-restore";
import { claimJob } from "@/lib/domain/jobs/lease";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { restoreJob } from "@/lib/jobs/restore";
import { runJob } from "@/lib/jobs/run-job";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { TABLES } from "./backup-fill";
import { type BenchWorld, ratio, rounded, timed } from "./backup-world";

// (d) A whole instance restored into another region, known answers included, beside COPY of the very rows into tables
// with the same indexes; and the plan for it.

const REGION = "cn-shanghai";

/** The large instance's automatic backup has its first run by now. */
export async function wholeRestore(world: BenchWorld) {
  const { ctx, large, client } = world;
  const { account, backupPk, keys, secrets } = large;
  const made = await anInstance(account.ctx, { region: REGION });
  const quotas = { keyQuota: keys, secretQuota: secrets };
  const instance = await ctx.db.instance.update({ where: { pk: made.pk }, data: quotas });
  const { region, backupId, lastTickAt } = await ctx.db.backup.findUniqueOrThrow({ where: { pk: backupPk } });
  const destination = { region: REGION, instanceId: instance.instanceId };
  const asked = { region, backupId, at: lastTickAt, scope: { kind: "all" }, destination };
  const [planMs, plan] = await timed(() => createRestorePlan(account.ctx, createRestorePlan.schema.parse(asked)));
  if (plan.counts.restore !== keys + secrets) throw new Error("the plan would not restore everything");
  const named = { region, restoreId: plan.restoreId };
  await startRestore(account.ctx, named);
  const [restoreMs] = await timed(async () => {
    const job = await claimJob(ctx, [restoreJob.kind]);
    if (job) await runJob(ctx, restoreJob, job);
  });
  const { state, counts } = await describeRestore(account.ctx, named);
  if (state !== "Done" || counts.restored !== keys + secrets)
    throw new Error(`${counts.restored} were restored: ${state}`);
  await client.query("VACUUM ANALYZE");
  const copyMs = await copyIntoIndexed(world, instance);
  return {
    figures: {
      row: "d",
      what: "a whole instance restored, known answers included, against COPY of the same rows into indexed tables; its plan",
      keys,
      secrets,
      ratio: ratio(restoreMs, copyMs),
      atMost: 3.5,
      planToRestore: ratio(planMs, restoreMs),
      planAtMost: 0.25,
      restoreMs: rounded(restoreMs),
      planMs: rounded(planMs),
      copyMs: rounded(copyMs),
    },
    restoreMs,
  };
}

/** Which of a table's rows are the instance's; `$1` is its pk. */
const ROWS: Record<(typeof TABLES)[number], string> = {
  key: "instance_pk = $1",
  key_version: "key_pk IN (SELECT pk FROM key WHERE instance_pk = $1)",
  key_material: "version_pk IN (SELECT v.pk FROM key_version v JOIN key k ON k.pk = v.key_pk WHERE k.instance_pk = $1)",
  alias: "key_pk IN (SELECT pk FROM key WHERE instance_pk = $1)",
  key_tag: "key_pk IN (SELECT pk FROM key WHERE instance_pk = $1)",
  key_policy: "key_pk IN (SELECT pk FROM key WHERE instance_pk = $1)",
  secret: "instance_pk = $1",
  secret_data_key: "secret_pk IN (SELECT pk FROM secret WHERE instance_pk = $1)",
  secret_version: "secret_pk IN (SELECT pk FROM secret WHERE instance_pk = $1)",
  secret_value:
    "version_pk IN (SELECT v.pk FROM secret_version v JOIN secret s ON s.pk = v.secret_pk WHERE s.instance_pk = $1)",
  secret_tag: "secret_pk IN (SELECT pk FROM secret WHERE instance_pk = $1)",
  secret_policy: "secret_pk IN (SELECT pk FROM secret WHERE instance_pk = $1)",
};

async function copyIntoIndexed({ client, folder }: BenchWorld, { pk }: InstanceModel): Promise<number> {
  let total = 0;
  await client.query("CREATE SCHEMA indexed");
  for (const table of TABLES) {
    const file = path.join(folder, `${table}.copy`);
    const rows = `SELECT * FROM ${table} WHERE ${ROWS[table].replace("$1", `'${pk}'`)}`;
    await pipeline(client.query(copyTo(`COPY (${rows}) TO STDOUT (FORMAT binary)`)), createWriteStream(file));
    await client.query(`CREATE TABLE indexed.${table} (LIKE ${table} INCLUDING ALL)`);
    const into = `COPY indexed.${table} FROM STDIN (FORMAT binary)`;
    const [milliseconds] = await timed(() => pipeline(createReadStream(file), client.query(copyFrom(into))));
    total += milliseconds;
  }
  await client.query("DROP SCHEMA indexed CASCADE");
  return total;
}
