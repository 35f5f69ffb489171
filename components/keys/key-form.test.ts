import { expect, it } from "vitest";
import { areTags, isAliasName, isDescription, tagChanges, tagsTyped } from "./key-form";

it("asks the operations' own rules (KEY-32, KEY-80, KEY-81, KEY-83)", () => {
  expect(["alias/pay/card-pan", "alias/card pan", "alias/acs/oss", "alias/"].map(isAliasName)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([isDescription("x".repeat(8192)), isDescription("x".repeat(8193))]).toEqual([true, false]);
  expect([areTags([{ name: "env", value: "" }]), areTags([{ name: "acs:x", value: "" }])]).toEqual([true, false]);
});

it("passes over rows that were left empty", () => {
  const rows = [
    { name: " env ", value: "prod" },
    { name: "", value: " " },
    { name: "", value: "lost" },
  ];
  expect(tagsTyped(rows)).toEqual([
    { name: "env", value: "prod" },
    { name: "", value: "lost" },
  ]);
});

it("tells what an edit changes, and nothing that it leaves", () => {
  const before = [
    { name: "env", value: "prod" },
    { name: "pci", value: "yes" },
    { name: "team", value: "pay" },
  ];
  const after = [
    { name: "env", value: "prod" },
    { name: "pci", value: "no" },
    { name: "owner", value: "ops" },
  ];
  expect(tagChanges(before, after)).toEqual({
    set: [
      { name: "pci", value: "no" },
      { name: "owner", value: "ops" },
    ],
    removed: ["team"],
  });
  expect(tagChanges(before, before)).toEqual({ set: [], removed: [] });
});
