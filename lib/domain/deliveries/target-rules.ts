import { DomainError } from "../errors";

// What a delivery target may be called, where it may lead, and what it may send. Form and operation read this one file.

export const TARGET_KINDS = ["File", "Webhook", "Email"] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** How files are encrypted (KEY-02): not, under the service key, or under a key of the account's own. */
export const ENCRYPTIONS = ["None", "ServiceKey", "OwnKey"] as const;
export type Encryption = (typeof ENCRYPTIONS)[number];

export const TARGETS_MAX = 20;
export const RECIPIENTS_MAX = 10;
const URL_MAX = 2000;

/** Part of a path for files, so it is narrow for all: lower case, for disks that know no other. */
export const isTargetName = (name: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);

/** An http(s) address without a user name in it: addresses are shown to whoever may list targets. */
export function isWebhookUrl(text: string): boolean {
  if (text.length > URL_MAX || !URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === "https:" || url.protocol === "http:") && url.username === "" && url.password === "";
}

/** Plain addresses alone: no names, no quotes, no line breaks, nothing that a mail header could be made of. */
const RECIPIENT =
  /^[A-Za-z0-9._%+-]{1,64}@(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** The recipients of an address field, each once; undefined where one of them is none. */
export function recipientsOf(text: string): string[] | undefined {
  const parts = [...new Set(text.split(/[,;\s]+/).filter((part) => part !== ""))];
  return parts.length > 0 && parts.length <= RECIPIENTS_MAX && parts.every((part) => RECIPIENT.test(part))
    ? parts
    : undefined;
}

export interface TargetWish {
  kind: TargetKind;
  name: string;
  address: string;
  sendsEvents: boolean;
  sendsAlerts: boolean;
}

export type WrongField = "name" | "address" | "sends";

/** The first field that cannot be, in the order of the form. */
export function wrongField({ kind, name, address, sendsEvents, sendsAlerts }: TargetWish): WrongField | undefined {
  if (!isTargetName(name)) return "name";
  if (kind === "Webhook" && !isWebhookUrl(address)) return "address";
  if (kind === "Email" && !recipientsOf(address)) return "address";
  return wrongSending(kind, sendsEvents, sendsAlerts) ? "sends" : undefined;
}

/** Something must be sent; events fill no mailbox. */
export function wrongSending(kind: TargetKind, sendsEvents: boolean, sendsAlerts: boolean): boolean {
  return !(sendsEvents || sendsAlerts) || (kind === "Email" && sendsEvents);
}

/** Where it leads, as it is kept. @throws DomainError InvalidDeliveryTarget */
export function keptAddress(wish: TargetWish): string {
  const wrong = wrongField(wish);
  if (wrong) throw new DomainError("InvalidDeliveryTarget", { name: wrong });
  if (wish.kind === "File") return wish.name;
  return wish.kind === "Webhook" ? new URL(wish.address).href : (recipientsOf(wish.address) ?? []).join(", ");
}

export const targetArn = (accountId: string, targetId: string): string => `acs:kms:*:${accountId}:delivery/${targetId}`;
export const targetsArn = (accountId: string): string => `acs:kms:*:${accountId}:delivery`;

/** How a target fares, from its row and the end of the chain. */
export type TargetState = "paused" | "failing" | "behind" | "current";

/** A few events are always on their way. */
const ON_THEIR_WAY = 1000;

export function targetState(target: { paused: boolean; failingSince: Date | null; backlog: number }): TargetState {
  if (target.paused) return "paused";
  if (target.failingSince) return "failing";
  return target.backlog > ON_THEIR_WAY ? "behind" : "current";
}
