import type { Prisma } from "@/lib/generated/prisma/client";
import type { PolicyType } from "@/lib/generated/prisma/enums";
import type { Ctx, Tx } from "../../context";

export interface AttachedPolicy {
  policyType: PolicyType;
  policyName: string;
  attachedAt: Date;
}

/** The policies attached to one user, group or role, oldest first. */
export async function attachedTo(ctx: Ctx | Tx, where: Prisma.PolicyAttachmentWhereInput): Promise<AttachedPolicy[]> {
  const rows = await ctx.db.policyAttachment.findMany({
    where,
    orderBy: [{ createdAt: "asc" }, { policyName: "asc" }],
    select: { policyType: true, policyName: true, createdAt: true },
  });
  return rows.map(({ createdAt, ...policy }) => ({ ...policy, attachedAt: createdAt }));
}
