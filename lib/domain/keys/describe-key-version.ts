import { z } from "zod";
import { refusingAbout } from "../audit/refusal-subject";
import { authorize } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";
import type { KeyVersionView } from "./list-key-versions";
import { keySubject, loadKey } from "./load-key";

/** One version of a key, in any state (KEY-42). Refuses one that is another key's as one that does not exist. */
export const describeKeyVersion = operation(
  "DescribeKeyVersion",
  {
    touches: "metadata",
    schema: z.object({ region: z.string(), key: z.string().min(1), keyVersionId: z.string().min(1) }),
  },
  async (ctx, input): Promise<KeyVersionView> => {
    const key = authorize(ctx, "kms:DescribeKeyVersion", await loadKey(ctx, input));
    const version = await ctx.db.keyVersion.findFirst({
      where: { keyPk: key.pk, versionId: input.keyVersionId },
      select: { versionId: true, createdAt: true },
    });
    return refusingAbout(keySubject(key), () => {
      if (!version) throw new DomainError("KeyVersionNotFound");
      return { keyId: key.keyId, ...version, primary: version.versionId === key.primaryVersionId };
    });
  },
);
