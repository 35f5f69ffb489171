import { describe, expect, it } from "vitest";
import { KEY_CALLS, type KeyCall } from "@/lib/domain/keys/key-state";
import {
  aliasLack,
  firstPossible,
  isKeyOffer,
  isPossible,
  type KeyFacts,
  type KeyOffer,
  lackOf,
  offers,
} from "./key-offers";

const ALL = Object.keys(KEY_CALLS) as KeyCall[];
const WHAT: KeyOffer[] = [
  "enable",
  "disable",
  "schedule",
  "cancel",
  "protect",
  "unprotect",
  "tags",
  "addAlias",
  "encrypt",
  "decrypt",
];

function aKey(facts: Partial<KeyFacts>): KeyFacts {
  const stored = facts.state === "Disabled" || facts.state === "PendingDeletion" ? facts.state : "Enabled";
  return {
    kind: "Customer",
    instanceId: "kst-1",
    arn: "acs:kms:cn-hangzhou:1000000000000001:key/key-1",
    lacking: [],
    state: "Enabled",
    allowed: ALL.filter((call) => KEY_CALLS[call][stored] === "ok"),
    deletionProtection: false,
    deleteAt: null,
    spec: "Aliyun_AES_256",
    usage: "ENCRYPT_DECRYPT",
    origin: "Aliyun_KMS",
    ...facts,
  };
}
const offered = (facts: Partial<KeyFacts>) => WHAT.filter((what) => offers(aKey(facts), what));

describe("what is offered for a key", () => {
  it("follows its state (KEY-42, KEY-92)", () => {
    expect(offered({})).toEqual(["disable", "schedule", "protect", "tags", "addAlias", "encrypt", "decrypt"]);
    expect(offered({ state: "Disabled" })).toEqual(["enable", "schedule", "protect", "tags", "addAlias"]);
    expect(offered({ state: "PendingDeletion", deleteAt: new Date(0) })).toEqual(["cancel"]);
  });

  it("leaves deletion out while the key is protected (KEY-56)", () => {
    expect(offered({ deletionProtection: true })).toEqual([
      "disable",
      "unprotect",
      "tags",
      "addAlias",
      "encrypt",
      "decrypt",
    ]);
  });

  it("is only what protects where the instance has expired (KEY-43)", () => {
    const gone = { state: "Unavailable" as const };
    expect(offered({ ...gone, allowed: ["DescribeKey"] })).toEqual(["protect"]);
    expect(offered({ ...gone, allowed: ["DescribeKey"], deletionProtection: true })).toEqual([]);
    const due = new Date(0);
    expect(offered({ ...gone, allowed: ["CancelKeyDeletion"], deleteAt: due })).toEqual(["cancel"]);
  });

  it("is nothing for KMS 1.0 and service keys (KEY-02, KEY-07)", () => {
    expect(offered({ instanceId: null })).toEqual([]);
    expect(offered({ kind: "Service", instanceId: null })).toEqual([]);
    expect(offered({ kind: "Default", instanceId: null })).toContain("disable");
  });

  it("begins with the one that the state asks for", () => {
    const states = ["Enabled", "Disabled", "PendingDeletion"] as const;
    expect(states.map((state) => firstPossible(aKey({ state })))).toEqual(["disable", "enable", "cancel"]);
    expect(firstPossible(aKey({ instanceId: null }))).toBeUndefined();
  });

  it("leaves out what the caller has no permission for, whatever the state allows (P10)", () => {
    const key = aKey({ lacking: ["DisableKey", "SetDeletionProtection", "Decrypt"] });
    expect(WHAT.filter((what) => offers(key, what))).toEqual(["schedule", "tags", "addAlias", "encrypt"]);
    expect(isPossible(key, "disable")).toBe(true);
    expect(lackOf(key, "disable")).toEqual({ action: "kms:DisableKey", resource: key.arn });
    expect(lackOf(key, "tags")).toBeNull();
  });

  it("judges an alias on its own ARN (ACC-07)", () => {
    const key = {
      region: "cn-hangzhou",
      accountId: "1000000000000001",
      aliasesLacking: { "alias/a": ["UpdateAlias" as const], "alias/b": [] },
    };
    const resource = "acs:kms:cn-hangzhou:1000000000000001:alias/a";
    expect(aliasLack(key, "alias/a", "UpdateAlias")).toEqual({ action: "kms:UpdateAlias", resource });
    expect([aliasLack(key, "alias/a", "DeleteAlias"), aliasLack(key, "alias/b", "UpdateAlias")]).toEqual([null, null]);
  });

  it("is read from an address only by its name", () => {
    expect([isKeyOffer("disable"), isKeyOffer("toString"), isKeyOffer(undefined)]).toEqual([true, false, false]);
  });
});
