import type { Tx } from "../context";
import { DomainError } from "../errors";

/** Takes seed and recovery codes away, begun ones too. @throws DomainError SecondFactorNotFound where none was set up */
export async function clearSecondFactor(tx: Tx, personPk: string): Promise<void> {
  const cleared = await tx.db.authenticator.updateMany({
    where: { personPk, totpConfirmed: true },
    data: { totpConfirmed: false, totpSealed: null, totpLastStep: null },
  });
  if (cleared.count !== 1) throw new DomainError("SecondFactorNotFound");
  await tx.db.recoveryCode.deleteMany({ where: { personPk } });
  await tx.db.person.update({ where: { pk: personPk }, data: { secondFactorSince: null } });
}
