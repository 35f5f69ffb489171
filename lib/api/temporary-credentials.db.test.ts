import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { aKey } from "@/lib/testing/builders/a-key";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import {
  allowing,
  aRamUser,
  aRole,
  attach,
  detach,
  type TestRole,
  type TestUser,
} from "@/lib/testing/builders/identities";
import { type Credentials, type GenericCall, genericClient, kms, legacyClient, popClient } from "@/lib/testing/sdk";
import { acs3Request, type Gateways, rpcRequest, twoGateways } from "./gateways.test-support";

/** STS and what its credentials do, through two gateways as they run, with unmodified clients. */

let gateways: Gateways;
let account: TestAccount;
let user: TestUser;
let role: TestRole;
let keyId: string;
beforeAll(async () => {
  gateways = await twoGateways();
});
afterAll(() => gateways.close());
beforeEach(async () => {
  account = await anAccount(gateways.world);
  user = await aRamUser(account, "ann", ["AliyunSTSAssumeRoleAccess"]);
  role = await aRole(account, { name: "ops", trusts: [user.arn], policies: ["AliyunKMSCryptoUserAccess"] });
  ({ keyId } = await aKey(account.ctx));
});

interface Issued {
  Credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string; Expiration: string };
  AssumedRoleUser: { Arn: string; AssumedRoleId: string };
}

const sts = (who: Credentials) => popClient(gateways.first.port, who);
const issue = (more: Record<string, string> = {}, who = user.credentials) =>
  sts(who)("AssumeRole", {
    RoleArn: role.arn,
    RoleSessionName: "job-7",
    ...more,
  }) as Promise<unknown> as Promise<Issued>;
async function credentials(more: Record<string, string> = {}, who?: Credentials): Promise<Required<Credentials>> {
  const { AccessKeyId, AccessKeySecret, SecurityToken } = (await issue(more, who)).Credentials;
  return { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken };
}
const both = () => [gateways.first, gateways.second];
const kmsCalls = (who: Credentials): GenericCall[] => both().map(({ port }) => genericClient(port, who));
const encrypt = (call: GenericCall, KeyId = keyId) => call("Encrypt", { KeyId, Plaintext: "eA==" });
const events = (event: string) =>
  gateways.database.sql<{ outcome: string; actor: string; access_key_id: string; resource: string }>(
    "SELECT outcome, actor, access_key_id, resource FROM audit_event WHERE account_id = $1 AND event = $2 ORDER BY xid::text::bigint",
    [account.accountId, event],
  );

describe("STS on the same port (openapi.md 2)", () => {
  it("@alicloud/pop-core: AssumeRole answers as the provider's does", async () => {
    const before = Date.now();
    const { Credentials: given, AssumedRoleUser } = await issue({ DurationSeconds: "900" });
    expect(given.AccessKeyId).toMatch(/^STS\./);
    expect(given.Expiration).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(given.Expiration) - before - 900_000)).toBeLessThan(60_000);
    expect(AssumedRoleUser).toEqual({
      Arn: `${role.arn}/job-7`,
      AssumedRoleId: `${role.rolePk}:job-7`,
    });
    expect(await events("AssumeRole")).toEqual([
      { outcome: "Success", actor: user.arn, access_key_id: user.credentials.accessKeyId, resource: role.arn },
    ]);
  });

  it("@alicloud/pop-core: GetCallerIdentity of a root, a RAM user and a role", async () => {
    const { accountId } = account;
    const root = await createAccessKey(account.ctx, {});
    expect(await sts(root)("GetCallerIdentity", {})).toMatchObject({
      IdentityType: "Account",
      AccountId: accountId,
      PrincipalId: accountId,
      UserId: accountId,
      Arn: `acs:ram::${accountId}:root`,
    });
    expect(await sts(user.credentials)("GetCallerIdentity", {})).toMatchObject({
      IdentityType: "RAMUser",
      AccountId: accountId,
      PrincipalId: user.personPk,
      UserId: user.personPk,
      Arn: user.arn,
    });
    const assumed = await sts(await credentials())("GetCallerIdentity", {});
    expect(assumed).toMatchObject({
      IdentityType: "AssumedRoleUser",
      AccountId: accountId,
      PrincipalId: `${role.rolePk}:job-7`,
      RoleId: role.rolePk,
      Arn: `acs:ram::${accountId}:assumed-role/ops/job-7`,
    });
    expect(assumed).not.toHaveProperty("UserId");
    expect((await events("GetCallerIdentity")).map(({ outcome }) => outcome)).toEqual(Array(3).fill("Success"));
  });

  it("is chosen by version: neither product has the other's actions", async () => {
    const unknown = { code: "InvalidAction.NotFound" };
    await expect(sts(user.credentials)("Encrypt", { KeyId: keyId, Plaintext: "eA==" })).rejects.toMatchObject(unknown);
    const ofKms = popClient(gateways.first.port, user.credentials, "2016-01-20");
    await expect(ofKms("GetCallerIdentity", {})).rejects.toMatchObject(unknown);
    const other = popClient(gateways.first.port, user.credentials, "2015-05-01");
    await expect(other("GetUser", {})).rejects.toMatchObject({ code: "InvalidVersion" });
  });

  it("refuses in the provider's words, and records it about the role (P22)", async () => {
    await expect(issue({ DurationSeconds: "899" })).rejects.toMatchObject({ code: "InvalidParameter" });
    await expect(issue({ RoleArn: `${role.arn}x` })).rejects.toMatchObject({ code: "EntityNotExist.Role" });
    await expect(issue({ Policy: "{}" })).rejects.toMatchObject({ code: "InvalidParameter.Policy" });
    await expect(sts(user.credentials)("AssumeRole", { RoleArn: role.arn })).rejects.toMatchObject({
      code: "MissingParameter",
    });
    const bob = await aRamUser(account, "bob");
    await expect(issue({}, bob.credentials)).rejects.toMatchObject({
      code: "Forbidden.NoPermission",
      data: { AccessDeniedDetail: { AuthAction: "sts:AssumeRole", AuthPrincipalType: "SubUser" } },
    });
    expect((await events("AssumeRole")).at(-1)).toEqual({
      outcome: "NoPermission",
      actor: bob.arn,
      access_key_id: bob.credentials.accessKeyId,
      resource: role.arn,
    });
  });
});

describe("temporary credentials in unmodified clients", () => {
  it("@alicloud/kms20160120 1.2.0 and @alicloud/openapi-core encrypt and decrypt; the events name the role", async () => {
    const who = await credentials();
    const legacy = legacyClient(gateways.first.port, who);
    const { ciphertextBlob } = await legacy.encrypt(new kms.EncryptRequest({ keyId, plaintext: "eA==" }));
    const [, generic] = kmsCalls(who);
    expect(await generic?.("Decrypt", { CiphertextBlob: ciphertextBlob })).toMatchObject({ Plaintext: "eA==" });
    expect(await legacy.decrypt(new kms.DecryptRequest({ ciphertextBlob }))).toMatchObject({ plaintext: "eA==" });
    const event = {
      outcome: "Success",
      actor: `acs:ram::${account.accountId}:assumed-role/ops/job-7`,
      access_key_id: who.accessKeyId,
    };
    expect(await events("Encrypt")).toMatchObject([event]);
    expect(await events("Decrypt")).toMatchObject([event, event]);
  });

  it("do what the role may and nothing else, and who is refused is told as what", async () => {
    const [call] = kmsCalls(await credentials());
    await expect(call?.("DisableKey", { KeyId: keyId })).rejects.toMatchObject({
      code: "Forbidden.NoPermission",
      statusCode: 403,
      accessDeniedDetail: {
        AuthAction: "kms:DisableKey",
        AuthPrincipalType: "AssumedRoleUser",
        AuthPrincipalDisplayName: "ops:job-7",
        AuthPrincipalOwnerId: account.accountId,
      },
    });
    // Not what the user that took the role on may do.
    await attach(account, { personPk: user.personPk }, "AliyunKMSFullAccess");
    await expect(call?.("DisableKey", { KeyId: keyId })).rejects.toMatchObject({ code: "Forbidden.NoPermission" });
  });

  it("are narrowed by a session policy, and not widened", async () => {
    const { keyId: otherKey } = await aKey(account.ctx);
    const [resource, Version] = [`acs:kms:*:*:key/${keyId}`, "1"];
    const Policy = JSON.stringify({ Version, Statement: [{ Effect: "Allow", Action: "kms:*", Resource: resource }] });
    const [call] = kmsCalls(await credentials({ Policy }));
    if (!call) throw new Error("no client");
    await expect(encrypt(call)).resolves.toMatchObject({ KeyId: keyId });
    await expect(encrypt(call, otherKey)).rejects.toMatchObject({ code: "Forbidden.NoPermission" });
    await expect(call("DisableKey", { KeyId: keyId })).rejects.toMatchObject({ code: "Forbidden.NoPermission" });
    const [unnarrowed] = kmsCalls(await credentials());
    await expect(encrypt(unnarrowed as GenericCall, otherKey)).resolves.toMatchObject({ KeyId: otherKey });
  });

  it("of a role of another account act in that one (POL-16)", async () => {
    const guest = await anAccount(gateways.world);
    const visitor = await aRamUser(guest, "visitor", ["AliyunSTSAssumeRoleAccess"]);
    const shared = await aRole(account, {
      name: "shared",
      trusts: [`acs:ram::${guest.accountId}:root`],
      policies: ["AliyunKMSCryptoUserAccess"],
    });
    const [call] = kmsCalls(await credentials({ RoleArn: shared.arn }, visitor.credentials));
    await expect(encrypt(call as GenericCall)).resolves.toMatchObject({ KeyId: keyId });
    const [asVisitor] = kmsCalls(visitor.credentials);
    await expect(encrypt(asVisitor as GenericCall)).rejects.toMatchObject({ code: "Forbidden.NoPermission" });
  });
});

describe("a token that is not right", () => {
  /** Every way to send one: both schemes, both gateways. */
  const codesOf = async (who: Credentials): Promise<unknown[]> => {
    const parameters = { KeyId: keyId, Plaintext: "eA==" };
    const requests = both().flatMap((gateway) => [
      rpcRequest(who, { Action: "Encrypt", ...parameters })(gateway),
      acs3Request(who, "Encrypt", parameters)(gateway),
    ]);
    const answers = await Promise.all(requests);
    return [...new Set(answers.map(({ status, body }) => `${status} ${body.Code}`))];
  };

  it("is told only to who signed with the secret", async () => {
    const who = await credentials();
    const { securityToken } = await credentials();
    const forged = { ...who, accessKeySecret: "x".repeat(44) };
    for (const wrong of [forged, { ...forged, securityToken: "x" }, { ...forged, securityToken }]) {
      expect(await codesOf(wrong)).toEqual(["400 SignatureDoesNotMatch"]);
    }
    expect(await codesOf({ ...who, accessKeyId: `STS.${"A".repeat(24)}` })).toEqual([
      "404 InvalidAccessKeyId.NotFound",
    ]);
  });

  it("is missing, malformed, or another's", async () => {
    const who = await credentials();
    const { securityToken: second } = await credentials();
    const { accessKeyId, accessKeySecret } = who;
    expect(await codesOf({ accessKeyId, accessKeySecret })).toEqual(["400 MissingSecurityToken"]);
    expect(await codesOf({ ...who, securityToken: "x" })).toEqual(["400 InvalidSecurityToken.Malformed"]);
    const mismatch = "400 InvalidSecurityToken.MismatchWithAccessKey";
    expect(await codesOf({ ...who, securityToken: second })).toEqual([mismatch]);
    // An AccessKey has none.
    expect(await codesOf({ ...user.credentials, securityToken: second })).toEqual([mismatch]);
    const guest = await anAccount(gateways.world);
    const visitor = await aRamUser(guest, "visitor", ["AliyunSTSAssumeRoleAccess"]);
    const foreign = await aRole(guest, { name: "ops", trusts: [visitor.arn] });
    const { securityToken } = await credentials({ RoleArn: foreign.arn }, visitor.credentials);
    expect(await codesOf({ ...who, securityToken })).toEqual([mismatch]);
    expect(await codesOf(who)).toEqual(["200 undefined"]);
    const outcomes = new Set((await events("Encrypt")).map(({ outcome }) => outcome));
    expect(outcomes).toEqual(new Set(["MissingSecurityToken", "TokenMalformed", "TokenMismatch", "Success"]));
  });

  it("has ended: time is judged on every call, although the caller is kept between them (decisions 8)", async () => {
    let skew = 0;
    const gateway = await gateways.start({ wallClock: () => Date.now() + skew });
    try {
      const { Credentials: given } = await issue({ DurationSeconds: "900" });
      const who = {
        accessKeyId: given.AccessKeyId,
        accessKeySecret: given.AccessKeySecret,
        securityToken: given.SecurityToken,
      };
      const call = () =>
        rpcRequest(who, { Action: "Encrypt", KeyId: keyId, Plaintext: "eA==" }, new Date(Date.now() + skew))(gateway);
      expect((await call()).status).toBe(200);
      skew = 890_000;
      expect((await call()).status).toBe(200);
      skew = 901_000;
      expect(await call()).toMatchObject({ status: 400, body: { Code: "InvalidSecurityToken.Expired" } });
      skew = 86_400_000 * 400;
      expect(await call()).toMatchObject({ status: 400, body: { Code: "InvalidSecurityToken.Expired" } });
    } finally {
      await gateway.stop(1000);
    }
  });
});

describe("what ends or changes takes effect at once, at every gateway (decisions 8)", () => {
  it("a policy that was detached, attached again, or replaced", async () => {
    await attach(account, { rolePk: role.rolePk }, allowing("describes", "kms:DescribeKey"));
    const calls = kmsCalls(await credentials());
    const outcome = async () =>
      Promise.all(
        calls.map((call) =>
          encrypt(call).then(
            () => "ok",
            (error: { code: string }) => error.code,
          ),
        ),
      );
    const describe = async () =>
      Promise.all(
        calls.map((call) =>
          call("DescribeKey", { KeyId: keyId }).then(
            () => "ok",
            (error: { code: string }) => error.code,
          ),
        ),
      );
    const refused = ["Forbidden.NoPermission", "Forbidden.NoPermission"];
    for (let round = 0; round < 10; round++) {
      expect([await outcome(), await describe()]).toEqual([
        ["ok", "ok"],
        ["ok", "ok"],
      ]);
      await detach(account, { rolePk: role.rolePk }, "AliyunKMSCryptoUserAccess");
      expect([await outcome(), await describe()]).toEqual([refused, ["ok", "ok"]]);
      await attach(account, { rolePk: role.rolePk }, "AliyunKMSCryptoUserAccess");
    }
    const none = JSON.stringify({ Version: "1", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] });
    await gateways.database.sql("UPDATE ram_policy SET document = $1 WHERE account_id = $2", [none, account.accountId]);
    expect([await outcome(), await describe()]).toEqual([refused, refused]);
  });

  it("a policy that was detached under load: no call that began afterwards is answered", async () => {
    const calls = kmsCalls(await credentials());
    let detached = false;
    const seen: { afterwards: boolean; answered: boolean }[] = [];
    const lane = async (call: GenericCall) => {
      for (let left = 20; left > 0; ) {
        const afterwards = detached;
        const answered = await encrypt(call).then(
          () => true,
          () => false,
        );
        seen.push({ afterwards, answered });
        if (afterwards) left--;
        // Not before the gateways hold the policy in their caches, and are busy.
        if (seen.length === 100) {
          await detach(account, { rolePk: role.rolePk }, "AliyunKMSCryptoUserAccess");
          detached = true;
        }
      }
    };
    await Promise.all([...calls, ...calls, ...calls, ...calls].map(lane));
    expect(seen.slice(0, 100).every(({ answered }) => answered)).toBe(true);
    expect(seen.filter(({ afterwards }) => afterwards)).toHaveLength(160);
    expect(seen.filter(({ afterwards, answered }) => afterwards && answered)).toEqual([]);
  });

  it("a role that was deleted: its credentials are unknown", async () => {
    const calls = kmsCalls(await credentials());
    for (const call of calls) await encrypt(call);
    await gateways.database.db.ramRole.delete({ where: { pk: role.rolePk } });
    for (const call of calls) {
      await expect(encrypt(call)).rejects.toMatchObject({ code: "InvalidAccessKeyId.NotFound", statusCode: 404 });
    }
  });

  it("no call that changes something runs on rights that were withdrawn", async () => {
    await attach(account, { rolePk: role.rolePk }, "AliyunKMSFullAccess");
    const calls = kmsCalls(await credentials());
    for (const call of calls) await call("EnableKey", { KeyId: keyId });
    await detach(account, { rolePk: role.rolePk }, "AliyunKMSFullAccess");
    for (const call of calls) {
      await expect(call("DisableKey", { KeyId: keyId })).rejects.toMatchObject({ code: "Forbidden.NoPermission" });
    }
    expect((await events("DisableKey")).map(({ outcome }) => outcome)).toEqual(["NoPermission", "NoPermission"]);
  });
});

describe("the AccessKey of a RAM user", () => {
  it("does what its policies allow, from the moment at which they do, at every gateway", async () => {
    const { personPk, credentials: who, arn } = await aRamUser(account, "bob");
    const calls = kmsCalls(who);
    for (let round = 0; round < 5; round++) {
      for (const call of calls) {
        await expect(encrypt(call)).rejects.toMatchObject({
          code: "Forbidden.NoPermission",
          accessDeniedDetail: { AuthPrincipalType: "SubUser", AuthPrincipalDisplayName: "bob" },
        });
        await expect(call("DescribeKey", { KeyId: keyId })).rejects.toMatchObject({ code: "Forbidden.NoPermission" });
      }
      await attach(account, { personPk }, "AliyunKMSCryptoUserAccess");
      for (const call of calls) await expect(encrypt(call)).resolves.toMatchObject({ KeyId: keyId });
      await detach(account, { personPk }, "AliyunKMSCryptoUserAccess");
    }
    expect((await events("Encrypt")).at(-1)).toMatchObject({ actor: arn, access_key_id: who.accessKeyId });
  });

  it("that is disabled does nothing, and says so only to its owner", async () => {
    const { credentials: who } = await aRamUser(account, "bob", ["AliyunKMSFullAccess"]);
    const calls = kmsCalls(who);
    for (const call of calls) await encrypt(call);
    const set = (state: string) =>
      gateways.database.sql(
        "UPDATE access_key SET state = $2::access_key_state, revision = revision + 1 WHERE access_key_id = $1",
        [who.accessKeyId, state],
      );
    await set("Inactive");
    for (const call of calls) {
      await expect(encrypt(call)).rejects.toMatchObject({ code: "Forbidden.AccessKey", statusCode: 403 });
    }
    const forged = kmsCalls({ ...who, accessKeySecret: "x".repeat(30) });
    for (const call of forged) await expect(encrypt(call)).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
    await set("Active");
    for (const call of calls) await expect(encrypt(call)).resolves.toMatchObject({ KeyId: keyId });
  });
});
