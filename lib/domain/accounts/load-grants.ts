import type { Ctx, Tx } from "../context";
import type { Grant } from "../policies/statement";
import { storedStatements } from "../policies/stored-policy";
import { systemPolicy } from "../policies/system-policies";

const ATTACHMENT = { policyType: true, policyName: true, accountId: true } as const;
const oldestFirst = { createdAt: "asc" } as const;

interface Held {
  accountId: string;
  policyType: "System" | "Custom";
  policyName: string;
  through: string;
}

/**
 * The RAM policies of a RAM user: its own, and those of its groups. A door reads them together with who asks; from then
 * on the account's `authz_revision` says whether they still stand (decisions 8).
 */
export async function grantsOfPerson(ctx: Pick<Ctx | Tx, "db">, personPk: string): Promise<Grant[]> {
  const person = await ctx.db.person.findUnique({
    where: { pk: personPk },
    select: {
      attachments: { select: ATTACHMENT, orderBy: oldestFirst },
      memberships: {
        select: { group: { select: { name: true, attachments: { select: ATTACHMENT, orderBy: oldestFirst } } } },
        orderBy: oldestFirst,
      },
    },
  });
  const own = (person?.attachments ?? []).map((held): Held => ({ ...held, through: "user" }));
  const shared = (person?.memberships ?? []).flatMap(({ group }) =>
    group.attachments.map((held): Held => ({ ...held, through: `group:${group.name}` })),
  );
  return asGrants(ctx, [...own, ...shared]);
}

/** The RAM policies of a role. */
export async function grantsOfRole(ctx: Pick<Ctx | Tx, "db">, rolePk: string): Promise<Grant[]> {
  const held = await ctx.db.policyAttachment.findMany({ where: { rolePk }, select: ATTACHMENT, orderBy: oldestFirst });
  return asGrants(
    ctx,
    held.map((one) => ({ ...one, through: "role" })),
  );
}

async function asGrants(ctx: Pick<Ctx | Tx, "db">, held: readonly Held[]): Promise<Grant[]> {
  const custom = held.filter(({ policyType }) => policyType === "Custom");
  const documents = new Map<string, string>();
  if (custom.length > 0) {
    const rows = await ctx.db.ramPolicy.findMany({
      where: { accountId: custom[0]?.accountId ?? "", name: { in: custom.map(({ policyName }) => policyName) } },
      select: { name: true, document: true },
    });
    for (const { name, document } of rows) documents.set(name, document);
  }
  return held.flatMap(({ policyType: type, policyName: name, through }): Grant[] => {
    const document = type === "System" ? systemPolicy(name)?.document : documents.get(name);
    return document === undefined ? [] : [{ name, type, through, statements: storedStatements(document) }];
  });
}
