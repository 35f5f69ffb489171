import { accountOf, authorizeArn } from "../../authorize";
import { operation } from "../../operation";
import { afterPlace, decodeCursor, type Page, pageOf } from "../../page";
import { nameContains } from "../name-search";
import { identityContainer } from "../ram-rules";
import { listSchema } from "../ram-schema";
import { type RoleView, roleView } from "./role-view";

export interface RoleRow extends RoleView {
  policies: number;
}

/** The roles of the account, those of the product among them (ACC-09), newest first. */
export const listRoles = operation(
  "ListRoles",
  { touches: "metadata", schema: listSchema },
  async (ctx, { page, search }): Promise<Page<RoleRow>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "ram:ListRoles", identityContainer(accountId, "role"));
    const where = { accountId, ...nameContains(search) };
    const { size, number = 1, after } = page;
    const place = decodeCursor(after);
    const [total, rows] = await Promise.all([
      ctx.db.ramRole.count({ where }),
      ctx.db.ramRole.findMany({
        where: { AND: [where, afterPlace(place)] },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        take: size + 1,
        skip: place ? 0 : (number - 1) * size,
        include: { _count: { select: { attachments: true } } },
      }),
    ]);
    return pageOf(rows, total, size, ({ _count, ...row }) => ({ ...roleView(row), policies: _count.attachments }));
  },
);
