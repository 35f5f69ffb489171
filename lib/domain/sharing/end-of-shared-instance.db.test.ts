import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { aDirectory, aMember, aShare } from "@/lib/testing/builders/a-share";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { judgeConditions } from "../alerts/judge-conditions";
import { aBackedUpInstance, type BackupWorld, backupWorld } from "../backups/backups.test-support";
import type { Ctx } from "../context";
import { describeInstance } from "../instances/describe-instance";
import { dueReleases } from "../instances/due-releases";
import { finishRelease } from "../instances/finish-release";
import { refusalOfCall } from "../instances/instance-call-rules";
import { RELEASE_JOB } from "../instances/instance-state";
import { listInstances } from "../instances/list-instances";
import { releaseInstance } from "../instances/release-instance";
import { unsubscribeInstance } from "../instances/unsubscribe-instance";
import { enqueueJobs } from "../jobs/enqueue-job";
import { claimJob } from "../jobs/lease";
import { deleteSecret } from "../secrets/delete-secret";

// The end of an instance in which other accounts hold keys and secrets (SHR-16, SHR-20, ERR-33, AUD-19).
const region = "cn-hangzhou";
let world: BackupWorld;
let worker: Ctx;
beforeAll(async () => {
  world = await backupWorld();
  worker = world.as({ kind: "system", job: RELEASE_JOB }, { source: "AliyunServiceEvent" });
});
afterAll(() => world.close());

const db = () => world.database.db;

async function aSharedInstance(chargeType: "PREPAY" | "POSTPAY") {
  const { account: owner, instance } = await aBackedUpInstance(world, { chargeType });
  await db().instance.update({ where: { pk: instance.pk }, data: { accessQuota: 10 } });
  const member = await anAccount(world);
  await aDirectory(owner, [member]);
  await aShare(owner.ctx, instance, [member]);
  return { owner, member, instance, asked: { region, instanceId: instance.instanceId } };
}

async function release(): Promise<string> {
  const job = await claimJob(worker, [RELEASE_JOB]);
  if (!job) throw new Error("there is no release to do");
  return finishRelease(worker, job);
}

const alertsOf = async ({ accountId }: TestAccount) => {
  const rows = await db().alert.findMany({
    where: { accountId, endedAt: null },
    orderBy: [{ at: "asc" }, { pk: "asc" }],
  });
  return rows.filter(({ name }) => name.startsWith("Instance:"));
};
const inUse = (accountId: string, keys: number, secrets: number) =>
  expect.objectContaining({
    code: "ResourceInUse",
    params: { accounts: expect.stringContaining(accountId), keys, secrets },
  });

describe("an instance in which others hold something", () => {
  it("is not released by hand, nor with force, until they hold nothing (SHR-20, ERR-33); the page says why", async () => {
    const { owner, member, instance, asked } = await aSharedInstance("POSTPAY");
    const key = await aKey(member.ctx, { instance });
    const secret = await aSecret(member.ctx, { encryptionKey: key.keyId });
    for (const force of [false, true]) {
      const refused = inUse(member.accountId, 1, 1);
      await expect(releaseInstance(owner.ctx, { ...asked, force })).rejects.toEqual(refused);
    }
    const view = await describeInstance(owner.ctx, asked);
    expect([view.held, refusalOfCall("ReleaseInstance", view)]).toEqual([
      { accounts: `${member.name} (${member.accountId})`, keys: 1, secrets: 1 },
      "ResourceInUse",
    ]);
    // Not told to the principal, who sees no more of it than that it is there (SHR-12).
    const { rows } = await listInstances(member.ctx, listInstances.schema.parse({ region }));
    expect(rows).toMatchObject([{ instanceId: instance.instanceId, held: null, sharing: { role: "principal" } }]);
    await deleteSecret(member.ctx, deleteSecret.schema.parse({ region, secret: secret.name, force: true }));
    await expect(releaseInstance(owner.ctx, { ...asked, force: true })).rejects.toEqual(inUse(member.accountId, 1, 0));
    await db().key.update({
      where: { region_keyId: { region, keyId: key.keyId } },
      data: { state: "PendingDeletion", deleteAt: world.clock.now() },
    });
    const after = await describeInstance(owner.ctx, asked);
    expect([after.held, refusalOfCall("ReleaseInstance", after)]).toEqual([null, null]);
  });

  it("is not unsubscribed either, and no refund is placed (SHR-20)", async () => {
    const { owner, member, instance, asked } = await aSharedInstance("PREPAY");
    await aKey(member.ctx, { instance });
    for (const force of [false, true]) {
      const refused = inUse(member.accountId, 1, 0);
      await expect(unsubscribeInstance(owner.ctx, { ...asked, force })).rejects.toEqual(refused);
    }
    expect(await db().order.count({ where: { accountId: owner.accountId, type: "REFUND" } })).toBe(0);
    expect(refusalOfCall("UnsubscribeInstance", await describeInstance(owner.ctx, asked))).toBe("ResourceInUse");
  });

  it("is put back where something of theirs was still being made when the release began, forced or not (SHR-20)", async () => {
    const { owner, member, instance, asked } = await aSharedInstance("POSTPAY");
    const { keyId } = await aKey(owner.ctx, { instance });
    await releaseInstance(owner.ctx, { ...asked, force: true });
    // As a transaction leaves it that began before the release and commits after it.
    await db().key.update({ where: { region_keyId: { region, keyId } }, data: { accountId: member.accountId } });
    expect(await release()).toBe("refused");
    const view = await describeInstance(owner.ctx, asked);
    expect(view).toMatchObject({ saleStatus: "Normal", release: { state: "Failed", errorCode: "ResourceInUse" } });
    expect(await alertsOf(owner)).toMatchObject([{ name: "Instance:ReleaseHeldBack", level: "CRITICAL" }]);
  });

  it("tells them before it expires what is lost and whose it is, and is released when it is due (SHR-20, AUD-19)", async () => {
    const { owner, member, instance, asked } = await aSharedInstance("PREPAY");
    const bystander = await anAccount(world);
    await aMember(owner, bystander);
    await aShare(owner.ctx, { ...asked }, [bystander]);
    const key = await aKey(member.ctx, { instance });
    await aSecret(member.ctx, { encryptionKey: key.keyId });
    const endsAt = instance.endsAt?.getTime() ?? 0;
    const day = 24 * 3600_000;
    const toldAt = async (at: number) => {
      world.clock.set(new Date(at));
      await judgeConditions(worker);
      const told = await alertsOf(member);
      return told.map(({ name, level, content, resource }) => [name, level, content, resource]);
    };
    const content = {
      instanceId: instance.instanceId,
      ownerAccountId: owner.accountId,
      keys: 1,
      secrets: 1,
      endsAt: new Date(endsAt).toISOString(),
      releaseAt: expect.stringMatching(/T16:00:00\.000Z$/),
    };
    const resource = `acs:kms:${region}:${owner.accountId}:keystore/${instance.instanceId}`;
    const expiring = (level: string, days: number) => [
      "Instance:SharedExpiring",
      level,
      { ...content, days },
      resource,
    ];
    expect(await toldAt(endsAt - 8 * day)).toEqual([]);
    expect(await toldAt(endsAt - 7 * day)).toEqual([expiring("INFO", 7)]);
    expect(await toldAt(endsAt - 3 * day)).toEqual([expiring("WARN", 3)]);
    expect(await toldAt(endsAt - day)).toEqual([expiring("CRITICAL", 1)]);
    expect(await toldAt(endsAt)).toEqual([["Instance:SharedExpired", "CRITICAL", { ...content, days: 0 }, resource]]);
    expect((await alertsOf(owner)).map(({ name }) => name)).toEqual(["Instance:Expired"]);
    // Who holds nothing in it loses nothing.
    expect(await alertsOf(bystander)).toEqual([]);
    world.clock.set(new Date(endsAt + 16 * day));
    // The instance of the test before is due as well.
    const due = await dueReleases(worker);
    expect(due.map(({ subjectPk }) => subjectPk)).toContain(instance.pk);
    await enqueueJobs(worker, due);
    for (const _ of due) expect(await release()).toBe("released");
    // It is shared with nobody any more, which both sides are told; the shares stay, empty.
    const [instancePk, event] = [instance.pk, "LoseSharedInstance"];
    expect(await db().instancePrincipal.count({ where: { instancePk } })).toBe(0);
    const lost = await db().auditEvent.findMany({ where: { event, resource } });
    const told = [member.accountId, bystander.accountId, owner.accountId, owner.accountId];
    expect(lost.map(({ accountId }) => accountId).toSorted()).toEqual(told.toSorted());
    const shares = await db().resourceShare.findMany({
      where: { accountId: owner.accountId },
      include: { instances: true },
    });
    expect(shares.map(({ instances }) => instances)).toEqual([[], []]);
    const gone = (await alertsOf(member)).at(-1);
    expect([gone?.name, gone?.level, gone?.content]).toEqual([
      "Instance:SharedReleased",
      "CRITICAL",
      { instanceId: instance.instanceId, ownerAccountId: owner.accountId, keys: 1, secrets: 1 },
    ]);
    const destroyed = await db().auditEvent.findFirstOrThrow({
      where: { event: "DestroyInstance", accountId: member.accountId },
    });
    expect(destroyed.detail).toEqual({ keys: 1, secrets: 1 });
    await judgeConditions(worker);
    expect((await alertsOf(member)).map(({ name }) => name)).toEqual(["Instance:SharedReleased"]);
  });
});

it("one that others were let into and hold nothing in ends as any other", async () => {
  const { owner, asked } = await aSharedInstance("POSTPAY");
  await anInstance(owner.ctx);
  await expect(releaseInstance(owner.ctx, { ...asked, force: false })).resolves.toMatchObject({
    saleStatus: "Releasing",
  });
});
