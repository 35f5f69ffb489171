import type { AccessKeyState } from "@/lib/generated/prisma/enums";
import { operation } from "../operation";
import { accessKeyOwner, accessKeyOwnerSchema } from "./access-key-owner";

export interface AccessKeyView {
  accessKeyId: string;
  state: AccessKeyState;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** The caller's own AccessKeys, or those of a RAM user, oldest first, without their secrets. */
export const listAccessKeys = operation(
  "ListAccessKeys",
  { touches: "metadata", schema: accessKeyOwnerSchema },
  async (ctx, { userName }): Promise<AccessKeyView[]> => {
    const owner = await accessKeyOwner(ctx, "ram:ListAccessKeys", userName);
    return ctx.db.accessKey.findMany({
      where: { personPk: owner.pk },
      orderBy: [{ createdAt: "asc" }, { pk: "asc" }],
      select: { accessKeyId: true, state: true, createdAt: true, lastUsedAt: true },
    });
  },
);
