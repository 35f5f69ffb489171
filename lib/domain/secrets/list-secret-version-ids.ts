import { z } from "zod";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { loadSecret } from "./load-secret";
import { assertSecretAllows } from "./secret-state";

export interface SecretVersionView {
  versionId: string;
  stages: string[];
  createdAt: Date;
}

/** Versions of a secret, newest first; those without a label only when asked for (SEC-25). */
export const listSecretVersionIds = operation(
  "ListSecretVersionIds",
  {
    touches: "metadata",
    schema: z.object({ region: z.string(), secret: z.string().min(1), includeDeprecated: z.boolean().default(false) }),
  },
  async (ctx, input): Promise<SecretVersionView[]> => {
    const secret = authorize(ctx, "kms:ListSecretVersionIds", await loadSecret(ctx, input));
    assertSecretAllows("ListSecretVersionIds", secret, ctx.now());
    return ctx.db.secretVersion.findMany({
      where: { secretPk: secret.pk, ...(input.includeDeprecated ? {} : { stages: { isEmpty: false } }) },
      orderBy: [{ createdAt: "desc" }, { versionId: "desc" }],
      select: { versionId: true, stages: true, createdAt: true },
    });
  },
);
