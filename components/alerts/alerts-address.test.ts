import { describe, expect, it } from "vitest";
import { alertsHref, filterOf, isFiltered, readAlertQuery } from "./alert-query";
import { personOf } from "./person-of";
import { resourceLink } from "./resource-link";

describe("the address of the Alerts page", () => {
  it("says what is shown, and is read back as it was written", () => {
    const query = readAlertQuery({
      level: "CRITICAL",
      name: "Key:DeleteKey",
      in: "cn-hangzhou",
      state: "open",
      after: "1.a",
    });
    const href = alertsHref("ap-northeast-1", query);
    expect(href).toBe("/ap-northeast-1/alerts?level=CRITICAL&name=Key%3ADeleteKey&in=cn-hangzhou&state=open&after=1.a");
    expect(readAlertQuery(Object.fromEntries(new URL(href, "http://x").searchParams))).toEqual(query);
    expect(filterOf(query)).toEqual({
      levels: ["CRITICAL"],
      names: ["Key:DeleteKey"],
      region: "cn-hangzhou",
      state: "open",
    });
  });

  it("that was typed wrong shows everything", () => {
    const query = readAlertQuery({ level: "critical", name: ["a", "b"], state: "toString" });
    expect(isFiltered(query)).toBe(false);
    expect(alertsHref("cn-hangzhou", query)).toBe("/cn-hangzhou/alerts");
  });
});

describe("what an alert is about", () => {
  const account = "1234567890123456";
  it.each([
    [`acs:kms:cn-hangzhou:${account}:key/key-1`, "/cn-hangzhou/keys/key-1", "key-1"],
    [
      `acs:kms:cn-hangzhou:${account}:secret/db/../prod`,
      `/cn-hangzhou/secrets/details?secret=${encodeURIComponent(`acs:kms:cn-hangzhou:${account}:secret/db/../prod`)}`,
      "db/../prod",
    ],
    [`acs:kms:cn-hangzhou:${account}:keystore/kst-1`, "/cn-hangzhou/instances/kst-1", "kst-1"],
    [`acs:kms:cn-hangzhou:${account}:backup/bkp-1`, "/cn-hangzhou/backups/bkp-1", "bkp-1"],
    [`acs:kms:*:${account}:delivery/dlv-1`, "/ap-northeast-1/alerts?tab=deliveries", "dlv-1"],
  ])("%s is shown at %s", (arn, href, name) => {
    expect(resourceLink(arn, "ap-northeast-1")).toEqual({ href, name });
  });
  it.each(["", "x", `acs:ram::${account}:root`, `acs:kms:r:${account}:key`, "javascript:alert(1)"])(
    "%j is shown nowhere",
    (arn) => {
      expect(resourceLink(arn, "cn-hangzhou")).toBeNull();
    },
  );
});

describe("who did it", () => {
  const key = "acs:kms:cn-hangzhou:1234567890123456:key/k";
  it.each([
    ["acs:ram::1234567890123456:root", "root"],
    ["acs:ram::1234567890123456:user/mei", "mei"],
    ["acs:ram::1234567890123456:assumed-role/nightly/job", "assumed-role/nightly/job"],
    ["acs:ram::9999999999999999:user/mei", "acs:ram::9999999999999999:user/mei"],
    ["operator:root", "operator:root"],
    ["job:destroy-due-key", "job:destroy-due-key"],
  ])("%s is %s to the owner of the key", (arn, name) => {
    expect(personOf(arn, key)).toBe(name);
  });
});
