import { expect, it } from "vitest";
import { auditHref, exportHref, readAuditQuery } from "./audit-address";
import { filterOf } from "./audit-filter";
import { resourceOf } from "./resource-href";

const ARN = "acs:kms:cn-hangzhou:1234567890123456";

it("leads from an event to the page of what it is about, and nowhere for what was typed", () => {
  expect(resourceOf(`${ARN}:key/key-a`, "")).toEqual({ name: "key-a", href: "/cn-hangzhou/keys/key-a" });
  expect(resourceOf(`${ARN}:secret/a/../b`, "").href).toBe(
    `/cn-hangzhou/secrets/details?secret=${encodeURIComponent(`${ARN}:secret/a/../b`)}`,
  );
  expect(resourceOf(`${ARN}:keystore/kst-a`, "").href).toBe("/cn-hangzhou/instances/kst-a");
  expect(resourceOf(`${ARN}:share/rs-a`, "").href).toBe("/cn-hangzhou/sharing/rs-a");
  expect(resourceOf(`${ARN}:alias/a`, "")).toEqual({ name: "alias/a", href: null });
  expect(resourceOf("ord-abcdefghijklmnopqrstu", "cn-hangzhou").href).toBe(
    "/cn-hangzhou/orders/ord-abcdefghijklmnopqrstu",
  );
  expect(resourceOf("javascript:alert(1)", "cn-hangzhou")).toEqual({ name: "javascript:alert(1)", href: null });
});

it("keeps the filters in the address, in business time, and drops what is no time", () => {
  const query = readAuditQuery({ from: "2026-11-22T12:00", to: "soon", event: "A, B", ip: "192.0.2.1", x: "y" });
  expect(filterOf(query, "Asia/Shanghai")).toEqual({
    from: new Date("2026-11-22T04:00:00.000Z"),
    events: ["A", "B"],
    sourceIp: "192.0.2.1",
  });
  expect(readAuditQuery(Object.fromEntries(new URL(auditHref("r", query), "http://x").searchParams))).toEqual(query);
  expect(exportHref("cn-hangzhou", query, "csv")).toContain("format=csv&console=cn-hangzhou");
});
