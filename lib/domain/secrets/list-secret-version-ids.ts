import { z } from "zod";
import { operation } from "../operation";
import { secretFor } from "./load-secret";

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
    const secret = await secretFor(ctx, "ListSecretVersionIds", input);
    return ctx.db.secretVersion.findMany({
      where: { secretPk: secret.pk, ...(input.includeDeprecated ? {} : { stages: { isEmpty: false } }) },
      orderBy: [{ createdAt: "desc" }, { versionId: "desc" }],
      select: { versionId: true, stages: true, createdAt: true },
    });
  },
);
