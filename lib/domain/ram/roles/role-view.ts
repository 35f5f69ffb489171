import type { RamRoleModel } from "@/lib/generated/prisma/models";
import { roleArn } from "../../policies/principal";

export interface RoleView {
  roleName: string;
  arn: string;
  description: string;
  trustPolicy: string;
  /** Made by the product itself (ACC-09): shown, not changed. */
  service: boolean;
  maxTokenSeconds: number;
  createdAt: Date;
}

export function roleView(row: RamRoleModel): RoleView {
  const { accountId, name, description, trustPolicy, service, maxTokenSeconds, createdAt } = row;
  const arn = roleArn(accountId, name);
  return { roleName: name, arn, description, trustPolicy, service, maxTokenSeconds, createdAt };
}
