import type { Locale } from "./locale";
import type accounts from "./messages/en/accounts.json";
import type alerts from "./messages/en/alerts.json";
import type audit from "./messages/en/audit.json";
import type backups from "./messages/en/backups.json";
import type billing from "./messages/en/billing.json";
import type common from "./messages/en/common.json";
import type defaultKeys from "./messages/en/default-keys.json";
import type errors from "./messages/en/errors.json";
import type installation from "./messages/en/installation.json";
import type instances from "./messages/en/instances.json";
import type keyImport from "./messages/en/key-import.json";
import type keys from "./messages/en/keys.json";
import type overview from "./messages/en/overview.json";
import type policies from "./messages/en/policies.json";
import type ram from "./messages/en/ram.json";
import type rotation from "./messages/en/rotation.json";
import type secrets from "./messages/en/secrets.json";
import type sharing from "./messages/en/sharing.json";
import type states from "./messages/en/states.json";
import type targets from "./messages/en/targets.json";

/** English says which keys exist; messages.test.ts holds the other languages to it. */
export interface Messages {
  common: typeof common;
  errors: typeof errors;
  states: typeof states;
  overview: typeof overview;
  accounts: typeof accounts;
  instances: typeof instances;
  keys: typeof keys;
  "key-import": typeof keyImport;
  rotation: typeof rotation;
  "default-keys": typeof defaultKeys;
  secrets: typeof secrets;
  targets: typeof targets;
  policies: typeof policies;
  ram: typeof ram;
  alerts: typeof alerts;
  audit: typeof audit;
  backups: typeof backups;
  billing: typeof billing;
  installation: typeof installation;
  sharing: typeof sharing;
}

export const NAMESPACES = [
  "common",
  "errors",
  "states",
  "overview",
  "accounts",
  "instances",
  "keys",
  "key-import",
  "rotation",
  "default-keys",
  "secrets",
  "targets",
  "policies",
  "ram",
  "alerts",
  "audit",
  "backups",
  "billing",
  "installation",
  "sharing",
] as const satisfies readonly (keyof Messages)[];

/** All texts of a language, one file per noun. Modules are kept, so each file is read once per process. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  const files = await Promise.all(
    NAMESPACES.map(async (noun) => [noun, (await import(`./messages/${locale}/${noun}.json`)).default] as const),
  );
  return Object.fromEntries(files) as unknown as Messages;
}
