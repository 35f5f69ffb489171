import { describe, expect, it } from "vitest";
import { type AccessRequest, evaluate, knowsAccount, type Principal } from "./evaluate";
import { readPolicy } from "./policy-document";
import { policyFromForm } from "./policy-form";
import { roleArn, rootArn, userArn } from "./principal";
import type { Grant, Statement } from "./statement";
import { systemPolicy } from "./system-policies";

const HOME = "1192853035110001";
const ABROAD = "1192853035110002";
const KEY = `acs:kms:cn-hangzhou:${HOME}:key/key-1`;
const NOW = new Date("2026-06-15T08:00:00Z");

const root = (accountId: string): Principal => ({ accountId, arn: rootArn(accountId), root: true, grants: [] });
const user = (accountId: string, ...grants: Grant[]): Principal => {
  return { accountId, arn: userArn(accountId, "alice"), root: false, grants };
};
const role = (accountId: string, ...grants: Grant[]): Principal => {
  return { accountId, arn: roleArn(accountId, "app"), root: false, grants };
};
const system = (name: string): Grant => {
  return { name, type: "System", through: "user", statements: readPolicy(systemPolicy(name)?.document ?? "") };
};
const ram = (...statements: Partial<Statement>[]): Grant => ({
  name: "custom",
  type: "Custom",
  through: "user",
  statements: statements.map((one) => ({ ...ANY, ...one })),
});
const ANY: Statement = { sid: "", effect: "Allow", actions: ["kms:*"], resources: ["*"], conditions: [] };
const forWhom = (...principals: string[]): Statement => ({ ...ANY, principals });
const deny = (...principals: string[]): Statement => ({ ...ANY, effect: "Deny", principals });
const defaultPolicy = readPolicy(policyFromForm("key", { creatorAccountId: HOME }));

function decide(
  principal: Principal,
  resourcePolicy: readonly Statement[] | null,
  more: Partial<AccessRequest> & { sourceIp?: string; tags?: { name: string; value: string }[] } = {},
) {
  const { sourceIp, tags = [], ...request } = more;
  const circumstances = { now: NOW, tags, ...(sourceIp !== undefined && { sourceIp }) };
  const asked = { action: "kms:Decrypt", resource: KEY, ownerAccountId: HOME, resourcePolicy, circumstances };
  const { allowed, reason } = evaluate(principal, { ...asked, ...request });
  return allowed ? reason : `refused: ${reason}`;
}

describe("in the account that created it (ACC-01, POL-15, POL-17)", () => {
  it("the root may do everything, RAM users and roles nothing until granted", () => {
    expect(decide(root(HOME), null)).toBe("Root");
    expect(decide(root(HOME), [forWhom(userArn(HOME, "alice"))])).toBe("Root");
    expect(decide(user(HOME), null)).toBe("refused: NothingAllows");
    expect(decide(role(HOME), null)).toBe("refused: NothingAllows");
  });

  it("RAM or a policy that names the identity is enough", () => {
    expect(decide(user(HOME, system("AliyunKMSFullAccess")), null)).toBe("AllowedByRam");
    expect(decide(user(HOME), [forWhom(userArn(HOME, "alice"))])).toBe("AllowedByPolicy");
    expect(decide(role(HOME), [forWhom(roleArn(HOME, "app"))])).toBe("AllowedByPolicy");
    expect(decide(role(HOME), [forWhom(userArn(HOME, "app"))])).toBe("refused: NothingAllows");
  });

  it("an explicit Deny wins, wherever it stands", () => {
    const full = system("AliyunKMSFullAccess");
    const denied = "refused: ExplicitDeny";
    expect(decide(user(HOME, full), [...defaultPolicy, deny(userArn(HOME, "alice"))])).toBe(denied);
    expect(decide(user(HOME, full, ram({ effect: "Deny", actions: ["kms:Decrypt"] })), null)).toBe(denied);
    expect(decide(user(HOME, ram({ effect: "Deny" })), [forWhom(userArn(HOME, "alice"))])).toBe(denied);
    expect(decide(user(HOME, full), [...defaultPolicy, deny(userArn(HOME, "bob"))])).toBe("AllowedByRam");
  });

  it("the current account is the creator's, not the owner of the instance (POL-17)", () => {
    const joint = readPolicy(policyFromForm("key", { creatorAccountId: HOME, jointOwnerAccountId: ABROAD }));
    expect(decide(root(ABROAD), joint)).toBe("AllowedByBoth");
    expect(decide(user(ABROAD), joint)).toBe("refused: RamMissing");
    expect(decide(user(HOME, system("AliyunKMSFullAccess")), joint)).toBe("AllowedByRam");
  });
});

describe("a principal that names a whole account (POL-24)", () => {
  it.each([`acs:ram::${HOME}:*`, `acs:ram::${HOME}:root`])("%s gives users and roles nothing by itself", (whole) => {
    expect(decide(user(HOME), [forWhom(whole)])).toBe("refused: NothingAllows");
    expect(decide(role(HOME), [forWhom(whole)])).toBe("refused: NothingAllows");
    expect(decide(user(HOME, ram({ actions: ["kms:Decrypt"] })), [forWhom(whole)])).toBe("AllowedByRam");
  });

  it("with the default policy a RAM user without a grant can neither use nor manage the key (FAQ-23)", () => {
    for (const action of ["kms:Decrypt", "kms:DescribeKey", "kms:SetKeyPolicy"]) {
      expect(decide(user(HOME), defaultPolicy, { action })).toBe("refused: NothingAllows");
    }
  });

  it.each(["*", "root"])("a Deny for it (%s) binds all its identities, the root too", (whole) => {
    const policy = [forWhom(userArn(HOME, "alice")), deny(`acs:ram::${HOME}:${whole}`)];
    for (const who of [root(HOME), user(HOME, system("AliyunKMSFullAccess")), role(HOME)]) {
      expect(decide(who, policy)).toBe("refused: ExplicitDeny");
    }
    expect(decide(root(ABROAD), [...policy, forWhom(`acs:ram::${ABROAD}:*`)])).toBe("AllowedByBoth");
  });

  it("an account whose id merely begins alike is another one", () => {
    expect(decide(root(ABROAD), [forWhom(`acs:ram::${ABROAD}0:*`)])).toBe("refused: PolicyMissing");
  });
});

describe("from another account (POL-14, POL-16, POL-25)", () => {
  const full = system("AliyunKMSFullAccess");

  it("policy and RAM must both allow", () => {
    const policy = [...defaultPolicy, forWhom(userArn(ABROAD, "alice"))];
    expect(decide(user(ABROAD, full), policy)).toBe("AllowedByBoth");
    expect(decide(user(ABROAD), policy)).toBe("refused: RamMissing");
    expect(decide(user(ABROAD, full), defaultPolicy)).toBe("refused: PolicyMissing");
    expect(decide(role(ABROAD, full), policy)).toBe("refused: PolicyMissing");
    // Its root is not named here, and stands above nothing in this account.
    expect(decide(root(ABROAD), policy)).toBe("refused: PolicyMissing");
  });

  it("a policy for the whole account lets its root act, and the others as far as RAM does", () => {
    const policy = [...defaultPolicy, forWhom(`acs:ram::${ABROAD}:*`)];
    expect(decide(root(ABROAD), policy)).toBe("AllowedByBoth");
    expect(decide(user(ABROAD), policy)).toBe("refused: RamMissing");
    expect(decide(user(ABROAD, ram({ resources: [KEY] })), policy)).toBe("AllowedByBoth");
    expect(decide(user(ABROAD, ram({ resources: [`acs:kms:*:${ABROAD}:key/*`] })), policy)).toBe("refused: RamMissing");
  });

  it("what has no policy is nobody else's", () => {
    expect(decide(root(ABROAD), null)).toBe("refused: PolicyMissing");
    expect(decide(user(ABROAD, full), null)).toBe("refused: PolicyMissing");
  });

  it("is known to an account as soon as its policy lets anybody there do anything, and not by a Deny", () => {
    expect(knowsAccount([forWhom(userArn(ABROAD, "bob"))], ABROAD)).toBe(true);
    expect(knowsAccount([forWhom(`acs:ram::${ABROAD}:*`)], ABROAD)).toBe(true);
    expect(knowsAccount([deny(`acs:ram::${ABROAD}:*`)], ABROAD)).toBe(false);
    expect(knowsAccount(defaultPolicy, ABROAD)).toBe(false);
    expect(knowsAccount(null, ABROAD)).toBe(false);
  });
});

describe("actions and resources", () => {
  it("actions are compared without regard to case, resources with it", () => {
    expect(decide(user(HOME, ram({ actions: ["kms:decrypt"] })), null)).toBe("AllowedByRam");
    expect(decide(user(HOME, ram({ actions: ["kms:Dec*"] })), null)).toBe("AllowedByRam");
    expect(decide(user(HOME, ram({ resources: [KEY.toUpperCase()] })), null)).toBe("refused: NothingAllows");
  });

  it("a Deny of the encryption action alone leaves the rest (POL-04)", () => {
    const policy = [forWhom(userArn(HOME, "alice")), { ...deny(userArn(HOME, "alice")), actions: ["kms:Encrypt"] }];
    expect(decide(user(HOME), policy, { action: "kms:Encrypt" })).toBe("refused: ExplicitDeny");
    expect(decide(user(HOME), policy, { action: "kms:Decrypt" })).toBe("AllowedByPolicy");
  });

  it.each([
    ["AliyunKMSReadOnlyAccess", "kms:DescribeKey", "kms:GetSecretValue"],
    ["AliyunKMSCryptoAdminAccess", "kms:ScheduleKeyDeletion", "ram:GetUser"],
    ["AliyunKMSCryptoUserAccess", "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"],
    ["AliyunRAMReadOnlyAccess", "ram:ListUsers", "ram:CreateUser"],
  ])("%s allows %s and not %s (ACC-03)", (name, may, mayNot) => {
    expect(decide(user(HOME, system(name)), null, { action: may })).toBe("AllowedByRam");
    expect(decide(user(HOME, system(name)), null, { action: mayNot })).toBe("refused: NothingAllows");
  });
});

describe("a token narrowed by a session policy", () => {
  const narrowed = (...grants: Grant[]): Principal => {
    return { ...role(HOME, ...grants), sessionPolicy: [{ ...ANY, actions: ["kms:Encrypt"] }] };
  };

  it("may do what both the role and the token's policy allow", () => {
    const full = system("AliyunKMSFullAccess");
    expect(decide(narrowed(full), null)).toBe("refused: SessionPolicy");
    expect(decide(narrowed(full), null, { action: "kms:Encrypt" })).toBe("AllowedByRam");
    expect(decide(narrowed(), [forWhom(roleArn(HOME, "app"))])).toBe("refused: SessionPolicy");
    expect(decide(narrowed(), null)).toBe("refused: NothingAllows");
  });
});

describe("conditions (ACC-08)", () => {
  const when = (operator: string, key: string, ...values: string[]) =>
    user(HOME, ram({ conditions: [{ operator, key, values }] }));
  const yes = "AllowedByRam";
  const no = "refused: NothingAllows";

  it.each([
    ["10.0.0.0/8", "10.255.0.1", yes],
    ["10.0.0.0/8", "11.0.0.1", no],
    ["10.0.0.0/8", "::ffff:10.0.0.1", yes],
    ["10.0.0.0/8", "::ffff:a00:1", yes],
    ["::ffff:10.0.0.0/104", "10.0.0.1", yes],
    ["10.0.0.7", "10.0.0.7", yes],
    ["10.0.0.7", "10.0.0.8", no],
    ["2001:db8::/32", "2001:db8:1::1", yes],
    ["2001:db8::/32", "2001:DB8::1", yes],
    ["::/0", "10.0.0.1", no],
    ["0.0.0.0/0", "2001:db8::1", no],
    ["0.0.0.0/0", "10.0.0.1", yes],
    ["0.0.0.0/0", "no address", no],
  ])("acs:SourceIp in %s: %s is %s", (range, sourceIp, expected) => {
    expect(decide(when("IpAddress", "acs:SourceIp", range), null, { sourceIp })).toBe(expected);
    expect(decide(when("NotIpAddress", "acs:SourceIp", range), null, { sourceIp })).toBe(expected === yes ? no : yes);
  });

  it("who comes from no address fits no range", () => {
    expect(decide(when("IpAddress", "acs:SourceIp", "0.0.0.0/0", "::/0"), null)).toBe(no);
    expect(decide(when("NotIpAddress", "acs:SourceIp", "10.0.0.0/8"), null)).toBe(yes);
  });

  it("acs:CurrentTime is the moment of the request, in any zone", () => {
    expect(decide(when("DateLessThan", "acs:CurrentTime", "2026-06-15T16:00:01+08:00"), null)).toBe(yes);
    expect(decide(when("DateLessThan", "acs:CurrentTime", "2026-06-15T08:00:00Z"), null)).toBe(no);
    expect(decide(when("DateLessThanEquals", "acs:CurrentTime", "2026-06-15T08:00:00Z"), null)).toBe(yes);
    expect(decide(when("DateNotEquals", "acs:CurrentTime", "2026-06-15T08:00:00Z"), null)).toBe(no);
  });

  it("kms:tag/<key> is the tag of the resource, its name by case", () => {
    const tags = [{ name: "env", value: "Prod" }];
    expect(decide(when("StringEqualsIgnoreCase", "kms:tag/env", "prod"), null, { tags })).toBe(yes);
    expect(decide(when("StringEquals", "kms:tag/env", "prod"), null, { tags })).toBe(no);
    expect(decide(when("StringLike", "kms:tag/env", "x", "P?o*"), null, { tags })).toBe(yes);
    expect(decide(when("StringEquals", "kms:tag/Env", "Prod"), null, { tags })).toBe(no);
    // What has no such tag has no value of it: "not prod" holds.
    expect(decide(when("StringNotEquals", "kms:tag/env", "Prod"), null)).toBe(yes);
    expect(decide(when("StringEquals", "kms:tag/env", "Prod"), null)).toBe(no);
  });

  it("numbers are compared as numbers, and what is none fits none", () => {
    const tags = [{ name: "level", value: "10" }];
    expect(decide(when("NumericGreaterThan", "kms:tag/level", "9"), null, { tags })).toBe(yes);
    expect(decide(when("NumericEquals", "kms:tag/level", "10.0"), null, { tags })).toBe(yes);
    const words = [{ name: "level", value: "ten" }];
    expect(decide(when("NumericNotEquals", "kms:tag/level", "9"), null, { tags: words })).toBe(yes);
  });

  it("nobody comes from a VPC through this product's own ports, so a Deny for outsiders binds all", () => {
    expect(decide(when("StringEquals", "acs:SourceVpc", "vpc-1"), null)).toBe(no);
    const outsiders = { operator: "StringNotEquals", key: "acs:SourceVpc", values: ["vpc-1"] };
    const policy = [forWhom(userArn(HOME, "alice")), { ...deny(`acs:ram::${HOME}:*`), conditions: [outsiders] }];
    expect(decide(user(HOME), policy)).toBe("refused: ExplicitDeny");
  });

  it("all conditions must hold, any value of one will do", () => {
    const both = ram({
      conditions: [
        { operator: "StringEquals", key: "kms:tag/env", values: ["test", "prod"] },
        { operator: "IpAddress", key: "acs:SourceIp", values: ["10.0.0.0/8"] },
      ],
    });
    const tags = [{ name: "env", value: "prod" }];
    expect(decide(user(HOME, both), null, { tags, sourceIp: "10.0.0.1" })).toBe(yes);
    expect(decide(user(HOME, both), null, { tags, sourceIp: "11.0.0.1" })).toBe(no);
  });
});
