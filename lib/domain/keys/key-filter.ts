import { z } from "zod";
import { keySpecs } from "@/lib/crypto/key-spec";
import type { KeyCell } from "@/lib/db/key-cells.sql";
import type { AliasBeginning, KeySet, KeySetCell, TagMeant } from "@/lib/db/key-list.sql";
import { KeyKind, KeyState, KeyUsage, ProtectionLevel } from "@/lib/generated/prisma/enums";
import { serviceOf } from "../instances/instance-state";

/** At most ten values within a name (KEY-94). */
const VALUES_MAX = 10;
const texts = z.array(z.string().max(300)).min(1).max(VALUES_MAX).optional();
const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.array(z.enum(names)).min(1).max(VALUES_MAX).optional();
const namesOf = <Name extends string>(record: Readonly<Record<Name, unknown>>) =>
  Object.keys(record) as [Name, ...Name[]];

/** AND between the names, OR within one (KEY-94). */
export const keyFilterSchema = z.object({
  instanceIds: texts,
  states: oneOf([...namesOf(KeyState), "Unavailable"]),
  specs: oneOf(namesOf(keySpecs)),
  usages: oneOf(namesOf(KeyUsage)),
  protectionLevels: oneOf(namesOf(ProtectionLevel)),
  creatorTypes: oneOf(["User", "Service"]),
  /** The console's tabs: Customer Master Keys are Customer, Default Keys are Default and Service (KEY-30). */
  kinds: oneOf(namesOf(KeyKind)),
  keyIds: texts,
  /** Begins with; the prefix alias/ may be left out. */
  aliases: texts,
  creators: texts,
  tagNames: texts,
  tagValues: texts,
  /** The console's one search field: a key id, the beginning of an alias, or a tag as name, value or name=value. */
  search: z.string().max(300).optional(),
});
export type KeyFilter = z.infer<typeof keyFilterSchema>;

/** The keys that a filter leaves of those in the cells; an alias or a search orders as well, and is not among them. */
export function keySetOf(
  region: string,
  cells: readonly KeyCell[],
  filter: KeyFilter,
  now: Date,
  pastMaterial: readonly string[] = [],
): KeySet {
  const { specs, usages, protectionLevels, keyIds, tagNames, tagValues } = filter;
  const kinds = kindsOf(filter);
  return {
    ...{ region, now, specs, usages, protectionLevels, keyIds, tagNames, tagValues },
    ...(kinds.length < ALL_KINDS.length && { kinds }),
    cells: kinds.length === 0 ? [] : cells.flatMap((cell) => narrowed(cell, filter, now, pastMaterial)),
  };
}

const ALL_KINDS = namesOf(KeyKind);

function kindsOf({ kinds, creatorTypes }: KeyFilter): KeyKind[] {
  return ALL_KINDS.filter(
    (kind) =>
      (!kinds || kinds.includes(kind)) &&
      (!creatorTypes || creatorTypes.includes(kind === "Service" ? "Service" : "User")),
  );
}

/**
 * Time is part of the state (KEY-40, INS-62): whether an instance serves is judged here, once for all its keys. What is
 * shown as Unavailable is found as Unavailable and as nothing else. `pastMaterial`: what is stored as Enabled or Disabled
 * and shown as PendingImport, since its imported material is over (KEY-64); few, until the worker comes.
 */
function narrowed(
  { accountId, instance }: KeyCell,
  filter: KeyFilter,
  now: Date,
  pastMaterial: readonly string[],
): KeySetCell[] {
  const { instanceIds, creators, states } = filter;
  if (instanceIds && !(instance && instanceIds.includes(instance.instanceId))) return [];
  if (creators && !creators.includes(accountId)) return [];
  const cell = { accountId, instancePk: instance?.pk ?? null };
  if (!states) return [{ ...cell, states: null }];
  if (instance && serviceOf(instance, now) !== "serves") {
    return states.includes("Unavailable") ? [{ ...cell, states: null }] : [];
  }
  const stored = [...new Set(states)].filter((state) => state !== "Unavailable");
  if (stored.length === 0) return [];
  if (pastMaterial.length === 0) return [{ ...cell, states: stored }];
  return [
    { ...cell, states: stored, except: pastMaterial },
    ...(stored.includes("PendingImport")
      ? [{ ...cell, states: ["Enabled", "Disabled"] as const, only: pastMaterial }]
      : []),
  ];
}

/**
 * Where aliases count that a filter names: those of the caller's account, of the accounts that the keys are of, and of the
 * owners of their instances. Others can only have been given one by a key policy, for themselves.
 */
export function beginningOf(accountId: string, cells: readonly KeyCell[], texts: readonly string[]): AliasBeginning {
  const names = texts.map((text) => (text.startsWith("alias/") ? text : `alias/${text}`));
  const prefixes = [...new Set(names)].filter(
    (name) => !names.some((other) => other !== name && name.startsWith(other)),
  );
  const accountIds = [
    accountId,
    ...cells.flatMap((cell) => [cell.accountId, cell.instance?.ownerAccountId ?? accountId]),
  ];
  return { accountIds: [...new Set(accountIds)], prefixes };
}

/** Names and values may hold `=` themselves (KEY-83), so the whole text counts too. */
export function tagsMeant(text: string): TagMeant[] {
  const meant: TagMeant[] = [
    { name: text, value: null },
    { name: null, value: text },
  ];
  for (let at = text.indexOf("="); at > 0; at = text.indexOf("=", at + 1)) {
    meant.push({ name: text.slice(0, at), value: text.slice(at + 1) });
  }
  return meant;
}
