import { actorName, type Recorded } from "../audit/record";
import type { Tx } from "../context";
import type { AlertLevel, AlertName } from "./alert-rules";
import { type RaisedAlert, raiseAlert } from "./raise-alert";

/** AUD-11: somebody planned the destruction of a key, or it was destroyed. */
export async function raiseKeyDeletion(
  tx: Tx,
  name: "Key:ScheduleKeyDeletion" | "Key:DeleteKey",
  subject: Recorded,
  key: { keyId: string; deleteAt: Date | null },
): Promise<void> {
  const { keyId, deleteAt } = key;
  await raise(tx, name, subject, { keyId, ...(deleteAt && { deleteAt: deleteAt.toISOString() }) });
}

/** P23: somebody deleted imported material, which takes effect at once: what it encrypted is closed until it is back. */
export async function raiseMaterialDeletion(tx: Tx, subject: Recorded, keyId: string): Promise<void> {
  await raise(tx, "Key:DeleteKeyMaterial", subject, { keyId }, "CRITICAL");
}

/** AUD-12: the same of a secret. */
export async function raiseSecretDeletion(
  tx: Tx,
  name: "Secret:ScheduleSecretDeletion" | "Secret:DeleteSecret",
  subject: Recorded,
  secret: { name: string; type: string; plannedDeleteAt?: Date },
): Promise<void> {
  const { name: secretName, type: secretType, plannedDeleteAt } = secret;
  const deleteAt = plannedDeleteAt && { deleteAt: plannedDeleteAt.toISOString() };
  await raise(tx, name, subject, { secretName, secretType, ...deleteAt });
}

async function raise(
  tx: Tx,
  name: AlertName,
  subject: Recorded,
  facts: RaisedAlert["content"],
  level: AlertLevel = "WARN",
): Promise<void> {
  const { accountId, region, arn: resource } = subject;
  const content = { ...facts, by: actorName(tx.actor) };
  await raiseAlert(tx, { accountId, region, level, name, resource, status: "Normal", content });
}
