import type { InstanceModel, KeyModel } from "@/lib/generated/prisma/models";
import { aliasArn, arnOf, isArn, parseArn } from "../arn";
import { type Judged, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import type { Used } from "../recorder";
import { isPastDeletion } from "./key-state";

export type KeyRow = KeyModel & { instance: InstanceModel | null };

/** A key, the instance it lies in, and what it is judged by. */
export type LoadedKey = KeyRow & { policy: { document: string } | null; tags: { name: string; value: string }[] };

/** What a query of a key includes, to make a LoadedKey. */
export const LOADED_KEY = {
  instance: true,
  policy: { select: { document: true } },
  tags: { select: { name: true, value: true } },
} as const;

/** How a call names a key: its id, an alias with its prefix, or an ARN of either (KEY-12). */
export interface KeyReference {
  region: string;
  key: string;
}

/** A reference after reading: where to look, and the ARN that permission is judged on (POL-25). */
export interface KeyAddress {
  arn: string;
  missing: "KeyNotFound" | "AliasNotFound";
  /** What permission is judged on where nothing is found (POL-25): an alias says nothing of the key it means (ACC-07). */
  sought: string;
  /** What the answer can be remembered under. */
  name: string;
  find:
    | { region: string; keyId: string; accountId?: string }
    | { region: string; accountId: string; alias: string }
    | null;
}

/**
 * Finds a key by id, alias or ARN; nothing of it can be used before `authorize`. Ids are looked up by region and id, bare
 * aliases among the caller's own (decisions 2, KEY-12). Past its due date a key is not found (KEY-51).
 */
export async function loadKey(tx: Ctx | Tx, reference: KeyReference): Promise<Unread<LoadedKey>> {
  const address = keyAddress(tx, reference);
  return unreadKey(tx, address, await findKey(tx, address));
}

export function keyAddress(tx: Ctx | Tx, { region, key }: KeyReference): KeyAddress {
  const caller = tx.actor.kind === "nobody" ? undefined : tx.actor.accountId;
  if (isArn(key)) return arnAddress(region, key);
  if (key.startsWith("alias/")) return aliasAddress(region, caller, key);
  const arn = arnOf(region, caller ?? "*", "key", key);
  return { arn, sought: arn, missing: "KeyNotFound", name: `${region} id ${key}`, find: { region, keyId: key } };
}

function arnAddress(region: string, text: string): KeyAddress {
  const arn = parseArn(text, "KeyId");
  // Decisions 3: a named region that contradicts the ARN.
  if (arn.region !== region) throw new DomainError("InvalidParameter", { name: "RegionId" });
  if (arn.type === "alias") return aliasAddress(region, arn.accountId, `alias/${arn.name}`);
  if (arn.type !== "key") throw new DomainError("InvalidParameter", { name: "KeyId" });
  const find = { region, keyId: arn.name, accountId: arn.accountId };
  const name = `${region} arn ${arn.accountId} ${arn.name}`;
  return { arn: text, sought: text, missing: "KeyNotFound", name, find };
}

function aliasAddress(region: string, accountId: string | undefined, alias: string): KeyAddress {
  const find = accountId === undefined ? null : { region, accountId, alias };
  const name = `${region} alias ${accountId} ${alias}`;
  const arn = aliasArn(region, accountId ?? "*", alias);
  return { arn, sought: arnOf(region, accountId ?? "*", "key", "*"), missing: "AliasNotFound", name, find };
}

/** The row behind an address, whoever's it is. */
export async function findKey(tx: Ctx | Tx, { find }: KeyAddress): Promise<LoadedKey | null> {
  if (find === null) return null;
  if ("alias" in find) {
    const { accountId, region, alias } = find;
    const row = await tx.db.alias.findUnique({
      where: { accountId_region_name: { accountId, region, name: alias } },
      include: { key: { include: LOADED_KEY } },
    });
    return row?.key ?? null;
  }
  const { region, keyId, accountId } = find;
  const row = await tx.db.key.findUnique({ where: { region_keyId: { region, keyId } }, include: LOADED_KEY });
  return accountId === undefined || row?.accountId === accountId ? row : null;
}

export function unreadKey(
  tx: Ctx | Tx,
  address: Pick<KeyAddress, "sought" | "missing">,
  row: LoadedKey | null,
): Unread<LoadedKey> {
  const living = row && !isPastDeletion(row, tx.now()) ? row : null;
  return new Unread(address.sought, address.missing, living, living ? judgedKey(living) : undefined);
}

/** A key is judged under its own ARN whatever it was called by (ACC-07), by its policy and tags. */
export function judgedKey(key: LoadedKey): Judged {
  return { arn: keySubject(key).arn, policy: key.policy?.document ?? null, tags: key.tags };
}

/** What an event is about: the key under its own ARN, whatever name the caller used. */
export function keySubject(key: Pick<KeyModel, "accountId" | "region" | "keyId">) {
  const { accountId, region, keyId } = key;
  return { accountId, region, arn: arnOf(region, accountId, "key", keyId) };
}

/** The rows that a verdict about the key relies on (decisions 8). */
export function rowsOf(key: KeyRow): Used[] {
  const own: Used = { table: "key", pk: key.pk, revision: key.revision };
  return key.instance ? [own, { table: "instance", pk: key.instance.pk, revision: key.instance.revision }] : [own];
}
