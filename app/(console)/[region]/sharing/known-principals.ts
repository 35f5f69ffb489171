import { folderPaths, type KnownPrincipals } from "@/components/sharing/principal-draft";
import { accountOf } from "@/lib/domain/authorize";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import {
  type DirectoryView,
  describeResourceDirectory,
} from "@/lib/domain/sharing/directory/describe-resource-directory";
import { readableOr } from "../../readable";

/** The directory that the account is in; null where it is in none, or its reader may not see it. */
export async function directoryOf(ctx: Ctx): Promise<DirectoryView | null> {
  try {
    return await readableOr(describeResourceDirectory(ctx, {}), null);
  } catch (error) {
    if (error instanceof DomainError && error.code === "DirectoryNotFound") return null;
    throw error;
  }
}

/** Whom an account can share with, as far as it is shown who is in its directory: the management account is. */
export async function knownPrincipals(ctx: Ctx): Promise<KnownPrincipals | null> {
  const directory = await directoryOf(ctx);
  return directory?.isManagement ? knownIn(directory, accountOf(ctx)) : null;
}

export function knownIn({ members, folders }: DirectoryView, ownAccountId: string): KnownPrincipals {
  return {
    accounts: members
      .filter(({ accountId }) => accountId !== ownAccountId)
      .map(({ accountId, name }) => ({ id: accountId, name })),
    folders: folderPaths(folders),
  };
}
