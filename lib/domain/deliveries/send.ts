import { randomUuid } from "@/lib/crypto/random";
import type { DeliveryTargetModel } from "@/lib/generated/prisma/models";
import { businessDayOf } from "../calendar";
import type { Ctx } from "../context";
import { openSealed } from "../wrapping-keys";
import { alertMail } from "./alert-mail";
import { encryptedLines, FileEncryptionFailed, keyOfTarget } from "./file-encryption";
import { alertJson, bodyOf } from "./messages";
import type { Batch } from "./next-batch";
import type { DeliveryPorts, SendOutcome } from "./ports";
import { signedHeaders } from "./sign-request";
import { recipientsOf } from "./target-rules";

/** A batch, or a word to see whether anything arrives. */
export type Sent = Batch | { kind: "test" };

/** Sends to a target whatever its kind. What goes wrong is an outcome; only a defect of ours is thrown. */
export async function send(ctx: Ctx, target: DeliveryTargetModel, sent: Sent): Promise<SendOutcome> {
  const ports = ctx.ports.delivery;
  if (!ports) return { ok: false, error: "NotSetUp" };
  switch (target.kind) {
    case "Webhook":
      return postTo(ctx, ports, target, sent);
    case "Email":
      return mailTo(ports, target, sent);
    case "File":
      return writeTo(ctx, ports, target, sent);
  }
}

async function postTo(ctx: Ctx, ports: DeliveryPorts, target: DeliveryTargetModel, sent: Sent): Promise<SendOutcome> {
  const { accountId, targetId, secretSealed } = target;
  if (!secretSealed) return { ok: false, error: "NotSetUp" };
  const secret = await openSealed(ctx, "target-credential", [accountId, target.pk], secretSealed);
  try {
    const body = bodyOf(sent.kind, { accountId, targetId, sentAt: ctx.now() }, itemsOf(sent));
    const headers = signedHeaders({ secret, now: ctx.now(), deliveryId: randomUuid() }, body);
    return await ports.webhook.post({ url: target.address, headers, body });
  } finally {
    secret.fill(0);
  }
}

async function mailTo(ports: DeliveryPorts, target: DeliveryTargetModel, sent: Sent): Promise<SendOutcome> {
  const to = recipientsOf(target.address);
  if (!ports.mail || !to) return { ok: false, error: "NotSetUp" };
  if (sent.kind === "events") return { ok: false, error: "Failed" }; // no operation makes such a target
  if (sent.kind === "alerts") return ports.mail.send({ to, ...alertMail(sent.alerts) });
  return ports.mail.send({ to, subject: "[KMS] Test", text: `The delivery target ${target.name} works.\n` });
}

/**
 * One file per business day and sort: `2026-11-22.events.ndjson`, or `2026-11-22.events.<key id>.kmsfile` where they are
 * encrypted, so that another key begins another file. An event lies in its own day's, however late it comes.
 */
async function writeTo(ctx: Ctx, ports: DeliveryPorts, target: DeliveryTargetModel, sent: Sent): Promise<SendOutcome> {
  const days = new Map<string, string[]>();
  for (const { at, json } of linesOf(ctx, sent)) {
    const day = businessDayOf(at, ctx.deployment.timeZone);
    days.set(day, [...(days.get(day) ?? []), json]);
  }
  let outcome: SendOutcome = { ok: true, answer: "" };
  for (const [day, lines] of days) {
    outcome = await append(ctx, ports, target, `${day}.${sent.kind}`, lines);
    if (!outcome.ok) return outcome;
  }
  return outcome;
}

async function append(
  ctx: Ctx,
  { files }: DeliveryPorts,
  target: DeliveryTargetModel,
  name: string,
  lines: string[],
): Promise<SendOutcome> {
  const { accountId, address: folder } = target;
  if (target.encryption === "None") return files.append({ accountId, folder, file: `${name}.ndjson`, lines });
  const place = { accountId, folder, file: `${name}.${target.encryptionKeyId}.kmsfile` };
  try {
    const key = await keyOfTarget(ctx, target);
    const first = await files.firstLine(place);
    if (!first.ok) return first;
    const text = `${lines.join("\n")}\n`;
    return await files.append({ ...place, lines: await encryptedLines(ctx, key, place, first.line, text) });
  } catch (error) {
    if (error instanceof FileEncryptionFailed) return { ok: false, error: error.reason };
    throw error;
  }
}

function linesOf(ctx: Ctx, sent: Sent): { at: Date; json: string }[] {
  if (sent.kind === "events") return sent.events;
  if (sent.kind === "alerts") return sent.alerts.map((alert) => ({ at: alert.at, json: alertJson(alert) }));
  return [{ at: ctx.now(), json: JSON.stringify({ kind: "test", at: ctx.now().toISOString() }) }];
}

function itemsOf(sent: Sent): string[] {
  if (sent.kind === "events") return sent.events.map(({ json }) => json);
  return sent.kind === "alerts" ? sent.alerts.map(alertJson) : [];
}
