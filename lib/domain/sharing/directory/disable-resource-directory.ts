import { z } from "zod";
import { record } from "../../audit/record";
import { DomainError } from "../../errors";
import { operation } from "../../operation";
import { transaction } from "../../transaction";
import { aboutDirectory, holdManaged } from "./load-directory";

/**
 * Ends a directory in which nothing is left: no folder, no other member, no share. Its invitations go with it.
 * @throws DomainError DirectoryInUse
 */
export const disableResourceDirectory = operation(
  "DisableResourceDirectory",
  { touches: "secrets", stepUp: true, schema: z.object({}) },
  (ctx): Promise<void> =>
    transaction(ctx, async (tx) => {
      const { pk, accountId, directoryId } = await holdManaged(tx, "kms:DisableResourceDirectory");
      const where = { directoryPk: pk };
      const left = [
        await tx.db.directoryFolder.count({ where }),
        (await tx.db.directoryMember.count({ where })) - 1,
        await tx.db.resourceShare.count({ where: { accountId } }),
      ];
      if (left.some((count) => count > 0)) throw new DomainError("DirectoryInUse");
      await tx.db.directoryInvitation.deleteMany({ where });
      await tx.db.directoryMember.deleteMany({ where });
      await tx.db.resourceDirectory.delete({ where: { pk } });
      await record(tx, "DisableResourceDirectory", aboutDirectory(accountId), { directoryId });
    }),
);
