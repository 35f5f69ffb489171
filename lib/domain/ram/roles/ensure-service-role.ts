import { record } from "../../audit/record";
import type { Tx } from "../../context";
import { DomainError } from "../../errors";
import { roleArn } from "../../policies/principal";
import { about } from "../ram-rules";
import { SERVICE_ROLES, type ServiceRoleName } from "./role-rules";

/**
 * The role under which a part of the product acts (ACC-09), made by the first operation that needs it and in its
 * transaction. It trusts that part alone: no identity can take it on, and nobody changes it.
 */
export async function ensureServiceRole(tx: Tx, accountId: string, name: ServiceRoleName): Promise<void> {
  const account = await tx.db.account.findUnique({ where: { accountId }, select: { pk: true } });
  if (!account) throw new DomainError("AccountNotFound");
  const { count } = await tx.db.ramRole.createMany({
    data: {
      pk: tx.newId(),
      accountId,
      accountPk: account.pk,
      name,
      service: true,
      trustPolicy: serviceTrust(SERVICE_ROLES[name]),
      createdAt: tx.now(),
    },
    skipDuplicates: true,
  });
  if (count > 0) await record(tx, "CreateServiceLinkedRole", about(accountId, roleArn(accountId, name)));
}

function serviceTrust(service: string): string {
  const statement = { Effect: "Allow", Principal: { Service: [service] }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "1", Statement: [statement] }, null, 2);
}
