import type { Prisma } from "@/lib/generated/prisma/client";
import { accountOf, authorizeArn } from "../../authorize";
import type { Ctx } from "../../context";
import { operation } from "../../operation";
import { afterPlace, decodeCursor, type Page, pageOf } from "../../page";
import { SYSTEM_POLICIES } from "../../policies/system-policies";
import { nameContains } from "../name-search";
import { identityContainer } from "../ram-rules";
import { listSchema, policyTypeSchema } from "../ram-schema";
import { customPolicyView, type PolicyView, systemPolicyView } from "./policy-view";

export interface PolicyRow extends Omit<PolicyView, "document"> {
  /** How many users, groups and roles of the account hold it. */
  attachments: number;
}

/** Policies of one type: the few of the program, or the account's own, newest first. */
export const listRamPolicies = operation(
  "ListRamPolicies",
  { touches: "metadata", schema: listSchema.extend({ policyType: policyTypeSchema.default("Custom") }) },
  async (ctx, { page, search, policyType }): Promise<Page<PolicyRow>> => {
    const accountId = accountOf(ctx);
    authorizeArn(ctx, "ram:ListPolicies", identityContainer(accountId, "policy"));
    if (policyType === "System") return systemPage(ctx, accountId, search);
    const where = { accountId, ...nameContains(search) };
    const { size, number = 1, after } = page;
    const place = decodeCursor(after);
    const [total, rows] = await Promise.all([
      ctx.db.ramPolicy.count({ where }),
      ctx.db.ramPolicy.findMany({
        where: { AND: [where, afterPlace(place)] },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        take: size + 1,
        skip: place ? 0 : (number - 1) * size,
      }),
    ]);
    const names = rows.map(({ name }) => name);
    const uses = await usesOf(ctx, { accountId, policyType: "Custom", policyName: { in: names } });
    return pageOf(rows, total, size, (row) => rowOf(customPolicyView(row), uses));
  },
);

/** They are few: one page. */
async function systemPage(ctx: Ctx, accountId: string, search = ""): Promise<Page<PolicyRow>> {
  const found = SYSTEM_POLICIES.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  const uses = await usesOf(ctx, { accountId, policyType: "System" });
  return { rows: found.map((policy) => rowOf(systemPolicyView(policy), uses)), total: found.length, next: null };
}

async function usesOf(ctx: Ctx, where: Prisma.PolicyAttachmentWhereInput) {
  const groups = await ctx.db.policyAttachment.groupBy({ by: ["policyName"], where, _count: { _all: true } });
  return new Map(groups.map(({ policyName, _count }) => [policyName, _count._all]));
}

function rowOf({ document: _, ...view }: PolicyView, uses: ReadonlyMap<string, number>): PolicyRow {
  return { ...view, attachments: uses.get(view.policyName) ?? 0 };
}
