import { lockSecret } from "@/lib/db/due-secret-rotations.sql";
import type { RotationStep } from "@/lib/generated/prisma/enums";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";

interface RunningRotation {
  pk: string;
  step: RotationStep;
}

export function runningRotation(ctx: Ctx | Tx, secretPk: string): Promise<RunningRotation | null> {
  return ctx.db.secretRotation.findFirst({ where: { secretPk, state: "Running" }, select: { pk: true, step: true } });
}

/**
 * Takes the secret's row until the commit and refuses while a rotation of it runs (SEC-33). None can begin before the commit
 * either: whoever begins one takes the row first. `except`: a step during which the call is allowed all the same.
 * @throws DomainError SecretRotating, SecretNotFound
 */
export async function assertNotRotating(
  tx: Tx,
  secretPk: string,
  { except }: { except?: RotationStep } = {},
): Promise<void> {
  if (!(await lockSecret(tx.db, secretPk))) throw new DomainError("SecretNotFound");
  const running = await runningRotation(tx, secretPk);
  if (running && running.step !== except) throw new DomainError("SecretRotating");
}
