import { lockDirectory } from "@/lib/db/sharing.sql";
import type { ResourceDirectoryModel } from "@/lib/generated/prisma/models";
import { containerArn } from "../../arn";
import type { Recorded } from "../../audit/record";
import { accountOf, authorize, type Subject, Unread } from "../../authorize";
import type { Ctx, Tx } from "../../context";
import { DomainError } from "../../errors";

/** The directory that the caller's account is in, seen from there: permission is judged in the caller's own account. */
export type Directory = ResourceDirectoryModel & Subject & { isManagement: boolean };

/** It belongs to no region. */
export const directoryArn = (accountId: string) => containerArn("*", accountId, "directory");

/** What an event about a directory names, as one of its accounts sees it. */
export const aboutDirectory = (accountId: string): Recorded => ({
  accountId,
  region: "",
  arn: directoryArn(accountId),
});

export async function loadDirectory(ctx: Ctx | Tx): Promise<Unread<Directory>> {
  const accountId = accountOf(ctx);
  const member = await ctx.db.directoryMember.findUnique({ where: { accountId }, include: { directory: true } });
  const { directory } = member ?? {};
  const found = directory
    ? { ...directory, accountId, isManagement: directory.managementAccountId === accountId }
    : null;
  return new Unread<Directory>(directoryArn(accountId), "DirectoryNotFound", found);
}

/** The caller's directory, which nobody else changes before the commit (lib/db/sharing.sql.ts). */
export async function holdDirectory(tx: Tx, action: string): Promise<Directory> {
  const { pk } = authorize(tx, action, await loadDirectory(tx));
  await lockDirectory(tx, pk);
  const directory = authorize(tx, action, await loadDirectory(tx));
  if (directory.pk !== pk) throw new DomainError("ChangedMeanwhile");
  return directory;
}

/** The same for what the management account alone may do. @throws DomainError NoPermission for any other member */
export async function holdManaged(tx: Tx, action: string): Promise<Directory> {
  const directory = await holdDirectory(tx, action);
  assertManagement(directory, action);
  return directory;
}

export function assertManagement({ isManagement, managementAccountId }: Directory, action: string): void {
  if (!isManagement) throw new DomainError("NoPermission", { action, resource: directoryArn(managementAccountId) });
}
