import { accountOf, authorizeArn } from "../../authorize";
import { operation } from "../../operation";
import { afterPlace, decodeCursor, type Page, pageOf } from "../../page";
import { nameContains } from "../name-search";
import { identityContainer } from "../ram-rules";
import { listSchema } from "../ram-schema";
import { USER_VIEW_COLUMNS, type UserView, userView } from "./user-view";

/** The RAM users of the account, newest first. */
export const listUsers = operation(
  "ListUsers",
  { touches: "metadata", schema: listSchema },
  async (ctx, { page, search }): Promise<Page<UserView>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "ram:ListUsers", identityContainer(accountId, "user"));
    const where = { accountId, root: false, ...nameContains(search) };
    const { size, number = 1, after } = page;
    const place = decodeCursor(after);
    const [total, rows] = await Promise.all([
      ctx.db.person.count({ where }),
      ctx.db.person.findMany({
        where: { AND: [where, afterPlace(place)] },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        take: size + 1,
        skip: place ? 0 : (number - 1) * size,
        select: USER_VIEW_COLUMNS,
      }),
    ]);
    return pageOf(rows, total, size, userView);
  },
);
