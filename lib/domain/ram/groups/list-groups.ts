import { accountOf, authorizeArn } from "../../authorize";
import { operation } from "../../operation";
import { afterPlace, decodeCursor, type Page, pageOf } from "../../page";
import { nameContains } from "../name-search";
import { groupArn, identityContainer } from "../ram-rules";
import { listSchema } from "../ram-schema";
import type { GroupView } from "./create-group";

export interface GroupRow extends GroupView {
  members: number;
  policies: number;
}

/** The groups of the account, newest first. */
export const listGroups = operation(
  "ListGroups",
  { touches: "metadata", schema: listSchema },
  async (ctx, { page, search }): Promise<Page<GroupRow>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "ram:ListGroups", identityContainer(accountId, "group"));
    const where = { accountId, ...nameContains(search) };
    const { size, number = 1, after } = page;
    const place = decodeCursor(after);
    const [total, rows] = await Promise.all([
      ctx.db.ramGroup.count({ where }),
      ctx.db.ramGroup.findMany({
        where: { AND: [where, afterPlace(place)] },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        take: size + 1,
        skip: place ? 0 : (number - 1) * size,
        include: { _count: { select: { members: true, attachments: true } } },
      }),
    ]);
    return pageOf(rows, total, size, ({ name, comments, createdAt, _count }) => ({
      groupName: name,
      arn: groupArn(accountId, name),
      comments,
      createdAt,
      members: _count.members,
      policies: _count.attachments,
    }));
  },
);
