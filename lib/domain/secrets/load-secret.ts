import type { Instance, Secret } from "@/lib/generated/prisma/client";
import { arnOf, isArn, parseArn } from "../arn";
import type { Recorded } from "../audit/record";
import { refusingAbout } from "../audit/refusal-subject";
import { accountOf, authorize, Unread } from "../authorize";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { assertSecretAllows, isPastDeletion, type SecretCall } from "./secret-state";

/** A secret without its values, the instance it lies in, and what it is judged by. */
export interface LoadedSecret extends Secret {
  instance: Instance | null;
  policy: { document: string } | null;
  tags: { name: string; value: string }[];
}

/**
 * Finds a secret by its name in the caller's account, or by its ARN (decisions 2: another account's needs the ARN).
 * Past its delete window it is not found, whether or not the worker has been there.
 */
export async function loadSecret(
  ctx: Ctx | Tx,
  where: { region: string; secret: string },
): Promise<Unread<LoadedSecret>> {
  const { accountId, name, arn } = secretAddress(ctx, where);
  const found = await ctx.db.secret.findUnique({
    where: { accountId_region_name: { accountId, region: where.region, name } },
    include: {
      instance: true,
      policy: { select: { document: true } },
      tags: { select: { name: true, value: true } },
    },
  });
  const living = found && !isPastDeletion(found, ctx.now()) ? found : null;
  const judged = living ? { arn, policy: living.policy?.document ?? null, tags: living.tags } : undefined;
  return new Unread(arn, "SecretNotFound", living, judged);
}

/**
 * Loads a secret for a call that its state must allow too; what refuses from here on is about it (P22). `action`: where
 * permission is not of the call's own name (ACC-04).
 */
export async function secretFor(
  ctx: Ctx | Tx,
  call: SecretCall,
  where: { region: string; secret: string },
  action: string = call,
): Promise<LoadedSecret> {
  const secret = authorize(ctx, `kms:${action}`, await loadSecret(ctx, where));
  refusingAbout(secretSubject(secret), () => assertSecretAllows(call, secret, ctx.now()));
  return secret;
}

/** What an event is about: the secret under its own ARN, however the caller named it. */
export function secretSubject(secret: { region: string; accountId: string; name: string }): Recorded {
  return { accountId: secret.accountId, region: secret.region, arn: secretArn(secret) };
}

export function secretArn(secret: { region: string; accountId: string; name: string }): string {
  return arnOf(secret.region, secret.accountId, "secret", secret.name);
}

/** The owner of a jointly shared instance, who sees what lies in it (SHR-08). */
export function jointOwner(instance: Pick<Instance, "sharingMode" | "ownerAccountId"> | null): string | null {
  return instance?.sharingMode === "Joint" ? instance.ownerAccountId : null;
}

/** Whose secret a caller names, by its name or by its ARN. @throws DomainError InvalidParameter */
export function secretAddress(ctx: Ctx | Tx, { region, secret }: { region: string; secret: string }) {
  if (!isArn(secret)) {
    const accountId = accountOf(ctx);
    return { accountId, name: secret, arn: arnOf(region, accountId, "secret", secret) };
  }
  const arn = parseArn(secret, "SecretName");
  if (arn.type !== "secret" || arn.region !== region) throw new DomainError("InvalidParameter", { name: "SecretName" });
  return { accountId: arn.accountId, name: arn.name, arn: secret };
}
