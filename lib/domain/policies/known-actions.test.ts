import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { KEY_CALLS } from "../keys/key-state";
import { SECRET_CALLS } from "../secrets/secret-state";
import { KNOWN_ACTIONS } from "./known-actions";

const room = path.join(import.meta.dirname, "..");

/** Asked of operators and the clock alone: no policy has a say in them (decisions 6). */
const NO_POLICY = [
  "kms:CreateAccount",
  "kms:CreateFirstRunLink",
  "kms:DeleteKey",
  "kms:DescribeDeployment",
  "kms:DescribePricing",
  "kms:ListAccountBalances",
  "kms:ListSystemBackups",
  "kms:OpenDeliveredFile",
  "kms:RebuildFromStore",
  "kms:RotateKey",
  "kms:SetAccountEnterprise",
  "kms:SetAccountPassword",
  "kms:SetFreeMode",
  "kms:SetPrice",
  "kms:TakeSystemBackup",
  "kms:TopUpBalance",
  "kms:VerifyAuditTrails",
];

/** What operations ask permission for by name, read from the code. */
function askedFor(): Set<string> {
  const sources = readdirSync(room, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.includes("test") && !/policies\/(known|system|policy-form)/.test(file),
  );
  const texts = sources.map((file) => readFileSync(path.join(room, file), "utf8"));
  return new Set(texts.flatMap((text) => text.match(/(?<=")(?:kms|ram|sts):[A-Z][A-Za-z]+(?=")/g) ?? []));
}

it("knows every action that an operation asks for: a Deny of any other is warned of as being without effect (POL-04)", () => {
  const calls = [...Object.keys(KEY_CALLS), ...Object.keys(SECRET_CALLS)].filter((call) => call !== "ReEncrypt");
  const asked = new Set([...askedFor(), ...calls.map((call) => `kms:${call}`)]);
  expect(asked.size).toBeGreaterThan(80);
  expect([...asked].filter((action) => !KNOWN_ACTIONS.includes(action)).sort()).toEqual(NO_POLICY);
});
