import { z } from "zod";
import { record } from "../../audit/record";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { aboutDirectory, holdManaged } from "./load-directory";

/** From then on the members can share with one another (SHR-03); it stays so. For the management account. */
export const enableResourceSharing = operation(
  "EnableResourceSharing",
  { touches: "secrets", schema: z.object({}) },
  (ctx): Promise<{ directoryId: string; sharingEnabledAt: Date }> =>
    transaction(ctx, async (tx) => {
      const { pk, directoryId, accountId, ...directory } = await holdManaged(tx, "kms:EnableResourceSharing");
      const unchanged = directory.sharingEnabledAt !== null;
      const sharingEnabledAt = directory.sharingEnabledAt ?? tx.now();
      if (!unchanged) await tx.db.resourceDirectory.update({ where: { pk }, data: { sharingEnabledAt } });
      await record(tx, "EnableResourceSharing", aboutDirectory(accountId), {
        directoryId,
        ...(unchanged && { unchanged }),
      });
      return { directoryId, sharingEnabledAt };
    }),
);
