import { z } from "zod";
import { record } from "../audit/record";
import { refusingAboutAsync } from "../audit/refusal-subject";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { assertChanged, transaction } from "../transaction";
import { type LoadedSecret, secretFor, secretSubject } from "./load-secret";
import { planMoveStage } from "./stage-rules";

const schema = z.object({
  region: z.string(),
  secret: z.string().min(1),
  stage: z.string(),
  moveTo: z.string().optional(),
  removeFrom: z.string().optional(),
});

/**
 * Moves a label of a Generic secret to another version, or takes a custom one away (SEC-23). The labels of managed secrets
 * are their rotation's: ACSCurrent has to be what works at the target (SEC-15).
 */
export const updateSecretVersionStage = operation(
  "UpdateSecretVersionStage",
  { touches: "secrets", schema },
  async (ctx, input) =>
    transaction(ctx, async (tx) => {
      const secret = await secretFor(tx, "UpdateSecretVersionStage", input);
      return refusingAboutAsync(secretSubject(secret), () => move(tx, secret, input));
    }),
);

async function move(tx: Tx, secret: LoadedSecret, { stage, moveTo, removeFrom }: z.infer<typeof schema>) {
  if (secret.type !== "Generic") throw new DomainError("UnsupportedOperation");
  const subject = secretSubject(secret);
  const versions = await tx.db.secretVersion.findMany({
    where: { secretPk: secret.pk },
    select: { pk: true, versionId: true, stages: true },
  });
  const plan = planMoveStage(versions, { stage, moveTo, removeFrom });
  const told = { stage, ...(moveTo !== undefined && { moveTo }), ...(removeFrom !== undefined && { removeFrom }) };
  if (plan.length > 0) {
    const { pk, revision } = secret;
    assertChanged(await tx.db.secret.updateMany({ where: { pk, revision }, data: { updatedAt: tx.now() } }));
    for (const { pk: versionPk, stages } of plan) {
      await tx.db.secretVersion.update({ where: { pk: versionPk }, data: { stages } });
    }
  }
  await record(tx, "UpdateSecretVersionStage", subject, plan.length > 0 ? told : { ...told, unchanged: true });
  return { name: secret.name, arn: subject.arn };
}
