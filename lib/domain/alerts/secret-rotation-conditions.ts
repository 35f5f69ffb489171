import type { SecretModel, SecretRotationModel } from "@/lib/generated/prisma/models";
import { arnOf } from "../arn";
import type { Tx } from "../context";
import type { Condition } from "./judge-conditions";
import type { RaisedAlert } from "./raise-alert";

type Told = Pick<SecretModel, "accountId" | "region" | "name" | "type">;

/** AUD-13: secrets whose last rotation failed; over once one succeeds, or somebody sets their rotation anew. */
export async function secretRotationConditions(tx: Tx): Promise<Condition[]> {
  const failed = await tx.db.secret.findMany({
    where: { rotationError: { not: null } },
    select: { accountId: true, region: true, name: true, type: true, rotationError: true, rotationErrorAt: true },
  });
  return failed.map((secret) => secretRotationFailed(secret, tx.now()));
}

type Failed = Told & Pick<SecretModel, "rotationError" | "rotationErrorAt">;

export function secretRotationFailed(secret: Failed, now: Date): Condition {
  const { region, name, rotationErrorAt } = secret;
  const errorCode = secret.rotationError ?? "";
  return {
    ...about(secret),
    name: "Secret:RotateSecret:Failure",
    level: "CRITICAL",
    status: "Failed",
    at: rotationErrorAt ?? now,
    content: {
      ...factsOf(secret),
      rotationStatus: "Failed",
      reason: errorCode,
      failureInfo: { errorCode, errorMessage: `the rotation of this secret failed: ${errorCode}` },
    },
    standing: `Secret:RotateSecret:Failure:${region}:${name}`,
  };
}

/** AUD-13: told of each rotation, by hand or by the clock. */
export function secretRotated(secret: Told, { versionId }: Pick<SecretRotationModel, "versionId">): RaisedAlert {
  return {
    ...about(secret),
    name: "Secret:RotateSecret:Success",
    level: "INFO",
    status: "Normal",
    content: { ...factsOf(secret), rotationStatus: "Success", versionId },
  };
}

const about = ({ accountId, region, name }: Told) => ({
  accountId,
  region,
  resource: arnOf(region, accountId, "secret", name),
});

/** AUD-18 */
const factsOf = ({ name: secretName, type: secretType }: Told) => ({ secretName, secretType });
