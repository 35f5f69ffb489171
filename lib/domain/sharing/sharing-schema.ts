import { z } from "zod";
import { isAccountId } from "./directory-rules";
import type { NamedPrincipal } from "./share-rules";

// Fields that inputs of these operations share.

export const accountIdSchema = z.string().refine(isAccountId);

/** As many instances, and as many principals, in one call. */
const AT_ONCE_MAX = 100;

const principalSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("Account"), accountId: accountIdSchema }),
  z.object({ kind: z.literal("Folder"), folderId: z.string().min(1).max(100) }),
  z.object({ kind: z.literal("Directory") }),
]) satisfies z.ZodType<NamedPrincipal>;

export const instanceIdsSchema = z.array(z.string()).max(AT_ONCE_MAX).default([]);
export const principalsSchema = z.array(principalSchema).max(AT_ONCE_MAX).default([]);
/** As the view of a share names what is in it. */
export const principalIdsSchema = z.array(z.uuid()).max(AT_ONCE_MAX).default([]);
