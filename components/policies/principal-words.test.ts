import { expect, it } from "vitest";
import { fullPrincipal, principalParts } from "./principal-words";

const account = "1192853035110001";

it("POL-24: reads root and the star of an account as the whole account", () => {
  const whole = { kind: "account", accountId: account, name: "" };
  expect([principalParts(`acs:ram::${account}:root`), principalParts(`acs:ram::${account}:*`)]).toEqual([whole, whole]);
});

it("ACC-02: reads users and roles by name, and anything else as it stands", () => {
  expect(principalParts(`acs:ram::${account}:user/a.b@c`)).toEqual({ kind: "user", accountId: account, name: "a.b@c" });
  expect(principalParts(`acs:ram::${account}:role/app`)).toEqual({ kind: "role", accountId: account, name: "app" });
  expect(principalParts("acs:ram::7:user/x")).toEqual({ kind: "unknown", accountId: "", name: "acs:ram::7:user/x" });
});

it("takes the short name of somebody of the account, and leaves ARNs alone", () => {
  expect(fullPrincipal(" role/app ", account)).toBe(`acs:ram::${account}:role/app`);
  expect(fullPrincipal("acs:ram::1:user/x", account)).toBe("acs:ram::1:user/x");
  expect(fullPrincipal("alice", account)).toBe("alice");
});
