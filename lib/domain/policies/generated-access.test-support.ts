import fc from "fast-check";
import type { AccessRequest, Principal } from "./evaluate";
import { roleArn, rootArn, userArn } from "./principal";
import type { Condition, Grant, Statement } from "./statement";

// Principals, policies and requests over few enough names that they often meet.

export const HOME = "1192853035110001";
export const ABROAD = "1192853035110002";
const KEY = `acs:kms:cn-hangzhou:${HOME}:key/key-1`;
const ACTIONS = ["kms:Decrypt", "kms:Encrypt", "kms:DescribeKey", "kms:SetKeyPolicy"] as const;
const NOW = new Date("2026-06-15T08:00:00Z");

const accounts = fc.constantFrom(HOME, ABROAD);
const identities = accounts.chain((accountId) =>
  fc.constantFrom(
    rootArn(accountId),
    userArn(accountId, "alice"),
    userArn(accountId, "bob"),
    roleArn(accountId, "app"),
  ),
);
const named = fc.oneof(
  identities,
  accounts.map((accountId) => `acs:ram::${accountId}:*`),
);

const conditions: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { operator: "IpAddress", key: "acs:SourceIp", values: ["10.0.0.0/8"] },
  { operator: "NotIpAddress", key: "acs:SourceIp", values: ["10.1.0.0/16", "2001:db8::/32"] },
  { operator: "StringEquals", key: "kms:tag/env", values: ["prod", "test"] },
  { operator: "StringNotEquals", key: "kms:tag/env", values: ["prod"] },
  { operator: "DateLessThan", key: "acs:CurrentTime", values: ["2026-06-15T08:00:00Z"] },
  { operator: "DateGreaterThanEquals", key: "acs:CurrentTime", values: ["2026-06-15T16:00:00+08:00"] },
  { operator: "StringEquals", key: "acs:SourceVpc", values: ["vpc-1"] },
);

const bodies = {
  sid: fc.constantFrom("", "a"),
  effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
  actions: fc.array(fc.constantFrom(...ACTIONS, "kms:*", "kms:De*", "KMS:decrypt", "kms:?ncrypt"), {
    minLength: 1,
    maxLength: 2,
  }),
  conditions: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(conditions, { maxLength: 2 }) },
  ),
};

export const ramStatements: fc.Arbitrary<Statement> = fc.record({
  ...bodies,
  resources: fc.array(fc.constantFrom("*", KEY, "acs:kms:*:*:key/*", "acs:kms:*:*:secret/*"), {
    minLength: 1,
    maxLength: 2,
  }),
});

export const resourceStatements: fc.Arbitrary<Statement> = fc.record({
  ...bodies,
  principals: fc.array(named, { minLength: 1, maxLength: 3 }),
  resources: fc.constant(["*"]),
});

export const grants: fc.Arbitrary<Grant> = fc.record({
  name: fc.constantFrom("P1", "P2"),
  type: fc.constantFrom("System" as const, "Custom" as const),
  through: fc.constantFrom("user", "group:g"),
  statements: fc.array(ramStatements, { minLength: 1, maxLength: 3 }),
});

export const principals: fc.Arbitrary<Principal> = fc
  .record(
    {
      arn: identities,
      grants: fc.array(grants, { maxLength: 2 }),
      sessionPolicy: fc.array(ramStatements, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: ["arn", "grants"] },
  )
  .map(({ arn, grants, sessionPolicy }) => {
    const root = arn.endsWith(":root");
    return {
      accountId: arn.split(":")[3] ?? "",
      arn,
      root,
      grants: root ? [] : grants,
      ...(sessionPolicy && arn.includes(":role/") && { sessionPolicy }),
    };
  });

export const requests: fc.Arbitrary<AccessRequest> = fc.record({
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constant(KEY),
  ownerAccountId: fc.constant(HOME),
  resourcePolicy: fc.oneof(fc.constant(null), fc.array(resourceStatements, { minLength: 1, maxLength: 4 })),
  circumstances: fc.record(
    {
      now: fc.constantFrom(NOW, new Date(NOW.getTime() - 1)),
      sourceIp: fc.constantFrom("10.0.0.1", "10.1.2.3", "::ffff:10.1.2.3", "2001:db8::1", "203.0.113.9"),
      tags: fc.array(fc.record({ name: fc.constant("env"), value: fc.constantFrom("prod", "test", "dev") }), {
        maxLength: 1,
      }),
    },
    { requiredKeys: ["now", "tags"] },
  ),
});
