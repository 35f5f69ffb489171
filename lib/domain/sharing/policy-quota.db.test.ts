import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { aDirectory, aShare } from "@/lib/testing/builders/a-share";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { judgeConditions } from "../alerts/judge-conditions";
import type { Ctx } from "../context";
import { describeInstanceQuotas } from "../instances/describe-instance-quotas";
import { updateInstanceBindVpcs } from "../instances/update-instance-bind-vpcs";
import { createKey } from "../keys/create-key";
import { encrypt } from "../keys/encrypt";
import { getKeyPolicy } from "../keys/get-key-policy";
import { setKeyPolicy } from "../keys/set-key-policy";
import { createSecret } from "../secrets/create-secret";
import { setSecretPolicy } from "../secrets/set-secret-policy";

// What policies use up of an instance's access management (POL-19..21, SHR-14, FAQ-19), and what they may not take from
// the owner of a jointly shared one (POL-06, SHR-08).
const region = "cn-hangzhou";
let base: TestDatabase;
let world: TestWorld;
let owner: TestAccount;
let member: TestAccount;
let others: TestAccount[];
let instanceId: string;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
  [owner, member] = [await anAccount(world), await anAccount(world)];
  others = await Promise.all(Array.from({ length: 4 }, () => anAccount(world)));
  await aDirectory(owner, [member]);
});
beforeEach(async () => {
  ({ instanceId } = await anInstance(owner.ctx));
});
afterAll(() => base.close());

const quotaIs = (accessQuota: number) => base.db.instance.update({ where: { instanceId }, data: { accessQuota } });
const used = async () =>
  (await describeInstanceQuotas(owner.ctx, { region, instanceId })).find(({ type }) => type === "vpc")?.usedQuantity;
const accountOf = (at: number) => others[at]?.accountId ?? "";
const allowing = (...principals: string[]) => ({ administrators: [], users: [], crossAccountUsers: principals });
const user = (at: number, name = "one") => `acs:ram::${accountOf(at)}:user/${name}`;
const setKey = (ctx: Ctx, key: string, policy: unknown) =>
  setKeyPolicy(ctx, setKeyPolicy.schema.parse({ region, key, policy }));
const setSecret = (ctx: Ctx, secret: string, policy: unknown) =>
  setSecretPolicy(ctx, setSecretPolicy.schema.parse({ region, secret, policy }));
const newKey = (ctx: Ctx) => aKey(ctx, { instance: { instanceId } });
const full = expect.objectContaining({ code: "AccessQuotaExceeded", params: { quota: 2 } });

describe("access management", () => {
  it("counts another account once, however many of its users and however many policies name it (POL-19, FAQ-19, SHR-14)", async () => {
    const [one, two] = [await newKey(owner.ctx), await newKey(owner.ctx)];
    expect(await used()).toBe(1); // the network that every enabled instance has
    await setKey(owner.ctx, one.keyId, allowing(user(0, "one"), user(0, "two"), `acs:ram::${accountOf(0)}:role/three`));
    expect(await used()).toBe(2);
    await setKey(owner.ctx, two.keyId, allowing(user(0, "four"), user(1)));
    const { name } = await aSecret(owner.ctx, { encryptionKey: one.keyId });
    await setSecret(owner.ctx, name, allowing(user(1, "two")));
    expect(await used()).toBe(3);
    // Administrators and users of the own account are none (POL-19).
    await setKey(owner.ctx, one.keyId, { ...allowing(), administrators: [`acs:ram::${owner.accountId}:user/x`] });
    expect(await used()).toBe(3);
    await aShare(owner.ctx, { instanceId, region }, [member]);
    expect(await used()).toBe(4);
    await setKey(owner.ctx, one.keyId, allowing(`acs:ram::${member.accountId}:user/x`));
    expect(await used()).toBe(4);
  });

  it("refuses a policy that lets in one account more than fits, at Set*Policy and at creation (POL-21, ERR-30)", async () => {
    const key = await newKey(owner.ctx);
    const { name: secret } = await aSecret(owner.ctx, { encryptionKey: key.keyId });
    await quotaIs(2);
    await setKey(owner.ctx, key.keyId, allowing(user(0)));
    await expect(setKey(owner.ctx, key.keyId, allowing(user(0), user(1)))).rejects.toEqual(full);
    await expect(setSecret(owner.ctx, secret, allowing(user(1)))).rejects.toEqual(full);
    const policy = allowing(user(1));
    await expect(createKey(owner.ctx, createKey.schema.parse({ region, instanceId, policy }))).rejects.toEqual(full);
    const made = { region, name: "over-quota", encryptionKey: key.keyId, secretData: "x", policy };
    await expect(createSecret(owner.ctx, createSecret.schema.parse(made))).rejects.toEqual(full);
    expect(await used()).toBe(2);
    const policyOf = getKeyPolicy.schema.parse({ region, key: key.keyId });
    expect((await getKeyPolicy(owner.ctx, policyOf)).form).toEqual(allowing(user(0)));
    // Whom another policy lets in already costs nothing.
    await setSecret(owner.ctx, secret, allowing(user(0)));
    await createKey(owner.ctx, createKey.schema.parse({ region, instanceId, policy: allowing(user(0, "two")) }));
  });

  it("is free again at once when a grant is withdrawn (POL-20)", async () => {
    const [one, two] = [await newKey(owner.ctx), await newKey(owner.ctx)];
    await quotaIs(2);
    await setKey(owner.ctx, one.keyId, allowing(user(0)));
    await expect(setKey(owner.ctx, two.keyId, allowing(user(1)))).rejects.toEqual(full);
    await setKey(owner.ctx, one.keyId, allowing());
    expect(await used()).toBe(1);
    await setKey(owner.ctx, two.keyId, allowing(user(1)));
    expect(await used()).toBe(2);
  });

  it("that is exceeded refuses only what adds to it: a policy that lets in nobody new can be saved", async () => {
    const key = await newKey(owner.ctx);
    await setKey(owner.ctx, key.keyId, allowing(user(0), user(1), user(2)));
    await quotaIs(2);
    await setKey(owner.ctx, key.keyId, allowing(user(0, "another"), user(1)));
    await expect(setKey(owner.ctx, key.keyId, allowing(user(0), user(3)))).rejects.toEqual(full);
    await setKey(owner.ctx, key.keyId, allowing());
    expect(await used()).toBe(1);
  });

  it("of two who take the last place at once one gets it", async () => {
    const [one, two] = [await newKey(owner.ctx), await newKey(owner.ctx)];
    await quotaIs(2);
    const outcomes = await Promise.allSettled([
      setKey(owner.ctx, one.keyId, allowing(user(0))),
      setKey(owner.ctx, two.keyId, allowing(user(1))),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: full });
    expect(await used()).toBe(2);
  });

  it("is used by networks and accounts together (SHR-14)", async () => {
    const key = await newKey(owner.ctx);
    const bind = (...ids: string[]) =>
      updateInstanceBindVpcs(owner.ctx, {
        region,
        instanceId,
        vpcs: ids.map((vpcId) => ({ vpcId, vswitchId: "vsw-x" })),
      });
    await bind("vpc-1");
    await setKey(owner.ctx, key.keyId, allowing(user(0)));
    await quotaIs(2);
    await expect(bind("vpc-1", "vpc-2")).rejects.toMatchObject({ code: "InvalidNetworkBinding" });
    await quotaIs(3);
    await expect(bind("vpc-1", "vpc-2")).rejects.toEqual(
      expect.objectContaining({ code: "AccessQuotaExceeded", params: { quota: 3 } }),
    );
    expect(await used()).toBe(3);
    await quotaIs(2);
    // Exchanged or fewer are no more than before.
    await bind("vpc-2");
    await bind();
    expect(await used()).toBe(2);
  });

  it("warns the owner at 70 % of it, other accounts counted (AUD-16)", async () => {
    const key = await newKey(owner.ctx);
    await quotaIs(4);
    await setKey(owner.ctx, key.keyId, allowing(user(0), user(1)));
    await judgeConditions(world.as({ kind: "system", job: "test" }));
    const where = { accountId: owner.accountId, name: "Instance:AccessUsage", endedAt: null };
    const alerts = await base.db.alert.findMany({ where, select: { content: true } });
    expect(alerts.map(({ content }) => content)).toContainEqual({ instanceId, percent: 70, used: 3, quota: 4 });
  });
});

describe("a policy in a jointly shared instance", () => {
  const documentOf = (...statements: object[]) => JSON.stringify({ Version: "1", Statement: statements });
  const allow = (who: string[], more: object = {}) => ({
    Effect: "Allow",
    Principal: { RAM: who },
    Action: ["kms:*"],
    Resource: ["*"],
    ...more,
  });
  const whole = ({ accountId }: TestAccount) => `acs:ram::${accountId}:*`;

  it("is the default one of both accounts at first (POL-06), and is refused where it takes from the owner what he has (SHR-08)", async () => {
    await aShare(owner.ctx, { instanceId, region }, [member]);
    const { keyId } = await newKey(member.ctx);
    const { name: secret } = await aSecret(member.ctx, { encryptionKey: keyId });
    const read = await getKeyPolicy(member.ctx, getKeyPolicy.schema.parse({ region, key: keyId }));
    expect(JSON.parse(read.document).Statement[0].Principal.RAM).toEqual([whole(member), whole(owner)]);
    const lost = (action: string) =>
      expect.objectContaining({ code: "PolicyLocksOutOwner", params: { accountId: owner.accountId, action } });
    const nightly = { Condition: { DateLessThan: { "acs:CurrentTime": "2100-01-01T00:00:00Z" } } };
    const fromOneRoom = { Condition: { IpAddress: { "acs:SourceIp": "203.0.113.7" } } };
    for (const policy of [
      documentOf(allow([whole(member)])),
      documentOf(allow([whole(member), whole(owner)]), { ...allow([whole(owner)]), Effect: "Deny" }),
      documentOf(allow([whole(member)]), allow([whole(owner)], nightly)),
      documentOf(allow([whole(member)]), allow([whole(owner)], fromOneRoom)),
    ]) {
      const here: Ctx = { ...member.ctx, sourceIp: "203.0.113.7" };
      await expect(setKey(here, keyId, policy)).rejects.toEqual(lost("kms:SetKeyPolicy"));
      await expect(setSecret(here, secret, policy)).rejects.toEqual(lost("kms:SetSecretPolicy"));
      const input = { region, instanceId, policy };
      await expect(createKey(here, createKey.schema.parse(input))).rejects.toEqual(lost("kms:SetKeyPolicy"));
    }
    // What he holds on to is the policy; the rest he could take back.
    const deny = { ...allow([whole(owner)]), Effect: "Deny", Action: ["kms:Encrypt"] };
    await setKey(member.ctx, keyId, documentOf(allow([whole(member), whole(owner)]), deny));
    const call = { region, key: keyId, plaintext: Buffer.from("x") };
    await expect(encrypt(owner.ctx, call)).rejects.toMatchObject({ code: "NoPermission" });
    await setKey(owner.ctx, keyId, allowing());
    await expect(encrypt(owner.ctx, call)).resolves.toMatchObject({ keyId });
  });

  it("keeps neither side out at some time, from some place or under some tag, set by the other (SHR-08, P24)", async () => {
    await aShare(owner.ctx, { instanceId, region }, [member]);
    const { keyId } = await newKey(member.ctx);
    const deny = (who: TestAccount, Condition: object) => ({ ...allow([whole(who)], { Condition }), Effect: "Deny" });
    const arn = `acs:kms:${region}:${member.accountId}:key/${keyId}`;
    for (const condition of [
      { StringEquals: { "kms:tag/x": "y" } },
      {
        DateGreaterThan: { "acs:CurrentTime": "2030-01-01T00:00:00Z" },
        DateLessThan: { "acs:CurrentTime": "2090-01-01T00:00:00Z" },
      },
      { IpAddress: { "acs:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } },
    ]) {
      const both = allow([whole(member), whole(owner)]);
      const against = (who: TestAccount) => documentOf(both, deny(who, condition));
      await expect(setKey(member.ctx, keyId, against(owner))).rejects.toMatchObject({ code: "PolicyLocksOutOwner" });
      await expect(setKey(owner.ctx, arn, against(member))).rejects.toMatchObject({ code: "PolicyLocksOut" });
    }
    // What an account says of itself is judged by where it is.
    const fromHere = { NotIpAddress: { "acs:SourceIp": "203.0.113.0/24" } };
    const here: Ctx = { ...member.ctx, sourceIp: "203.0.113.7" };
    await setKey(here, keyId, documentOf(allow([whole(member), whole(owner)]), deny(member, fromHere)));
  });

  it("is the creator's alone under independent ownership: the owner need not be in it (SHR-08)", async () => {
    await aShare(owner.ctx, { instanceId, region }, [member]);
    await base.db.instance.update({ where: { instanceId }, data: { sharingMode: "Independent" } });
    const { keyId } = await newKey(member.ctx);
    await setKey(member.ctx, keyId, documentOf(allow([whole(member)])));
    const call = { region, key: keyId, plaintext: Buffer.from("x") };
    await expect(encrypt(owner.ctx, call)).rejects.toMatchObject({ code: "KeyNotFound" });
  });
});
