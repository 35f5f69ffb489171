import { z } from "zod";
import { accountOf, authorize, authorizeArn } from "../../authorize";
import type { Ctx } from "../../context";
import { operation } from "../../operation";
import { afterPlace, decodeCursor, type Page, pageOf, pageSchema } from "../../page";
import { assertManagement, directoryArn, loadDirectory } from "./load-directory";
import { type InvitationView, invitationViews } from "./load-invitation";

const schema = z.object({
  /** Received by the caller's account, or sent by its directory. */
  direction: z.enum(["Received", "Sent"]).default("Received"),
  page: pageSchema.prefault({}),
});

/** Invitations, newest first. Those that a directory has sent are its management account's to see. */
export const listDirectoryInvitations = operation(
  "ListDirectoryInvitations",
  { touches: "metadata", schema },
  async (ctx, { direction, page }): Promise<Page<InvitationView>> => {
    const where = await listed(ctx, direction);
    const { size, number = 1, after } = page;
    const place = decodeCursor(after);
    const total = await ctx.db.directoryInvitation.count({ where });
    const rows = await ctx.db.directoryInvitation.findMany({
      where: { AND: [where, afterPlace(place)] },
      orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
      take: size + 1,
      skip: place ? 0 : (number - 1) * size,
      include: { directory: true },
    });
    const views = new Map((await invitationViews(ctx, rows)).map((view) => [view.invitationId, view]));
    return pageOf(rows, total, size, ({ invitationId }) => views.get(invitationId) as InvitationView);
  },
);

async function listed(ctx: Ctx, direction: "Received" | "Sent") {
  const action = "kms:ListDirectoryInvitations";
  if (direction === "Sent") {
    const directory = authorize(ctx, action, await loadDirectory(ctx));
    assertManagement(directory, action);
    return { directoryPk: directory.pk };
  }
  const accountId = accountOf(ctx);
  authorizeArn(ctx, action, directoryArn(accountId));
  return { accountId };
}
