import { z } from "zod";
import { raiseSecretDeletion } from "../alerts/deletion-alerts";
import { record } from "../audit/record";
import { refusingAboutAsync } from "../audit/refusal-subject";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { destroySecretRows } from "./destroy-secret";
import { type LoadedSecret, secretFor, secretSubject } from "./load-secret";
import { assertNotRotating } from "./running-rotation";
import { RECOVERY_WINDOW_DAYS } from "./secret-rules";

const DAY_MS = 86_400_000;

/**
 * Plans the deletion of a secret in 7 to 30 days (SEC-40), or deletes it at once and for good (SEC-41). Until the planned
 * day the value cannot be read, the name stays taken (SEC-42), and RestoreSecret brings it back.
 */
export const deleteSecret = operation(
  "DeleteSecret",
  {
    touches: "secrets",
    stepUp: true,
    schema: z.object({
      region: z.string(),
      secret: z.string().min(1),
      recoveryWindowDays: z.int().optional(),
      force: z.boolean().default(false),
    }),
  },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const secret = await secretFor(tx, "DeleteSecret", input);
      const subject = secretSubject(secret);
      await refusingAboutAsync(subject, () => assertNoCredential(tx, secret));
      if (input.force) {
        if ((await destroySecretRows(tx, [secret.pk])) === 0) throw new DomainError("SecretNotFound");
        await record(tx, "DeleteSecret", subject, { force: true });
        const { name, type } = secret;
        await raiseSecretDeletion(tx, "Secret:DeleteSecret", subject, { name, type });
        return { name: secret.name, arn: subject.arn, plannedDeleteAt: tx.now(), force: true };
      }
      // SEC-33; what only waits for the end of its window may wait in the delete window too.
      await refusingAboutAsync(subject, () => assertNotRotating(tx, secret.pk, { except: "Retire" }));
      const days = recoveryWindow(input.recoveryWindowDays);
      const plannedDeleteAt = new Date(tx.now().getTime() + days * DAY_MS);
      assertChanged(
        await tx.db.secret.updateMany({
          where: { pk: secret.pk, revision: secret.revision },
          data: { plannedDeleteAt, updatedAt: tx.now() },
        }),
      );
      await record(tx, "DeleteSecret", subject, { force: false, plannedDeleteAt: plannedDeleteAt.toISOString() });
      await raiseSecretDeletion(tx, "Secret:ScheduleSecretDeletion", subject, { ...secret, plannedDeleteAt });
      return { name: secret.name, arn: subject.arn, plannedDeleteAt, force: false };
    }),
);

function recoveryWindow(days: number = RECOVERY_WINDOW_DAYS.usual): number {
  const { minimum, maximum } = RECOVERY_WINDOW_DAYS;
  if (days < minimum || days > maximum) throw new DomainError("InvalidRecoveryWindow", { minimum, maximum });
  return days;
}

/** What administers a rotation target stays, by whichever way it would go: nothing could rotate there any more. */
async function assertNoCredential(tx: Tx, { pk, accountId, region, name }: LoadedSecret): Promise<void> {
  // Whoever registers a target with it meanwhile holds it: this waits, and then finds the target.
  await tx.db.$queryRaw`SELECT FROM secret WHERE pk = ${pk}::uuid FOR UPDATE`;
  const where = { accountId, region, credentialSecret: name };
  const target = await tx.db.rotationTarget.findFirst({ where, select: { targetId: true } });
  if (target) throw new DomainError("SecretIsCredential", { targetId: target.targetId });
}
