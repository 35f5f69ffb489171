import { expect, it } from "vitest";
import { loadMessages } from "@/lib/i18n/messages";

it("labels of instances are the words of INS-01, INS-20, INS-30, INS-48 and INS-50", async () => {
  const { instances } = await loadMessages("en");
  expect(instances.list).toMatchObject({ software: "Software Key Management", createInstance: "Create Instance" });
  expect(instances.enable).toMatchObject({
    title: "Enable KMS Instance",
    submit: "Enable Now",
    name: "Instance Name",
    vpc: "VPC ID",
    zone: "Zone",
    vswitch: "vSwitch",
    otherZones: "Other Zones",
  });
  expect(instances.call).toMatchObject({
    setDefault: "Set as default instance",
    enableProtection: "Enable Deletion Protection",
    disableProtection: "Disable Deletion Protection",
    release: "Release",
  });
});

it("labels of a purchase are the words of INS-21 and INS-23", async () => {
  const { billing } = await loadMessages("en");
  expect(billing.purchase).toMatchObject({
    billingMethod: "Billing Method",
    subscription: "Subscription",
    payAsYouGo: "Pay-as-you-go",
    payAsYouGoFixed: "Pay-as-you-go 3.0",
    instanceType: "Instance Type",
    performance: "Compute Performance",
    keys: "Number of Keys",
    secrets: "Number of Secrets",
    access: "Access Management Quantity",
    duration: "Duration",
  });
});

it.each([
  ["en", "Not Enabled", "Enabling", "Enabled"],
  ["ja", "有効化待ち", "有効化中", "有効"],
  ["zh-CN", "未启用", "启用中", "已启用"],
] as const)("states in %s are the words of INS-40", async (locale, notEnabled, enabling, enabled) => {
  const { states } = await loadMessages(locale);
  expect(states.instance).toMatchObject({ Uninitialized: notEnabled, Connecting: enabling, Connected: enabled });
});
