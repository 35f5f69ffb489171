import { describe, expect, it } from "vitest";
import { accountNameOf } from "@/lib/domain/accounts/account-rules";
import { isTargetName } from "@/lib/domain/deliveries/target-rules";
import { DomainError } from "@/lib/domain/errors";
import { assertAliasName } from "@/lib/domain/keys/key-rules";
import { assertName, isSameName, POLICY_NAME_MAX } from "@/lib/domain/ram/ram-rules";
import { isSecretName, isVersionId } from "@/lib/domain/secrets/secret-rules";
import { assertSessionName, parseRoleArn } from "@/lib/domain/sts/role-token-rules";

// Names stand in ARNs and policies: two that a reader takes for one would open to the one what was meant for the other.
const holds = (check: (name: string) => unknown) => (name: string) => {
  try {
    return check(name) !== false;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return false;
  }
};

const NAMES: readonly [what: string, taken: (name: string) => boolean][] = [
  ["an account", holds(accountNameOf)],
  ["a user, group or role", holds((name) => assertName(name))],
  ["a policy", holds((name) => assertName(name, POLICY_NAME_MAX))],
  ["an alias", holds((name) => assertAliasName(`alias/${name}`))],
  ["a secret", holds(isSecretName)],
  ["a version of a secret", holds(isVersionId)],
  ["a delivery target", holds(isTargetName)],
  ["a session of a role", holds(assertSessionName)],
  ["a role in an ARN", holds((name) => parseRoleArn(`acs:ram::1234567890123456:role/${name}`))],
];

const LOOK_ALIKES: readonly [what: string, name: string][] = [
  ["a Cyrillic letter", "\u0430dmin"],
  ["a Greek letter", "admi\u03bd"],
  ["a full-width letter", "\uff41dmin"],
  ["a mathematical letter", "\u{1d5ba}dmin"],
  ["a ligature", "\ufb01nance"],
  ["a zero-width space", "ad\u200bmin"],
  ["a joiner", "ad\u200dmin"],
  ["a soft hyphen", "ad\u00admin"],
  ["a byte order mark", "\ufeffadmin\ufeff1"],
  ["a combining mark", "e\u0301admin"],
  ["a turn of direction", "admin\u202e1"],
  ["an isolate", "\u2066admin\u2069"],
  ["a blank within", "ad min"],
  ["a hard blank", "ad\u00a0min"],
  ["a line break", "admin\n1"],
  ["a tab", "ad\tmin"],
  ["NUL", "ad\0min"],
  ["half a surrogate pair", "admin\ud800"],
  ["an escape", "ad%61min"],
  ["a wildcard", "ad*min"],
];

describe.each(NAMES)("the name of %s", (_what, taken) => {
  it("is plain", () => expect(taken("admin")).toBe(true));
  it.each(LOOK_ALIKES)("has no %s", (_mark, name) => expect(taken(name)).toBe(false));
  it("has no line break at its end, which `$` of a regular expression might let by", () => {
    expect(taken("admin\n") && accountNameOf("admin\n") !== "admin").toBe(false);
  });
});

it("of an account has one spelling, whatever blanks and capitals were typed", () => {
  expect([" Admin ", "ADMIN", "admin\n", "\u00a0admin"].map(accountNameOf)).toEqual(Array(4).fill("admin"));
  // The Kelvin sign is the one foreign letter whose small form is ours: it leads to the same account, never to a second.
  expect(accountNameOf("\u212aelvin")).toBe("kelvin");
  expect(() => accountNameOf("adm\u0130n")).toThrow(DomainError);
});

it("of two identities may not differ in capitals alone", () => {
  expect(isSameName("Payments", "payments")).toBe(true);
  expect(isSameName("Payments", "payment")).toBe(false);
});
