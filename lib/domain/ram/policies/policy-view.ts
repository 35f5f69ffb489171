import type { PolicyType } from "@/lib/generated/prisma/enums";
import type { RamPolicyModel } from "@/lib/generated/prisma/models";
import type { SystemPolicy } from "../../policies/system-policies";
import { policyArn } from "../ram-rules";

export interface PolicyView {
  policyName: string;
  policyType: PolicyType;
  arn: string;
  description: string;
  document: string;
  /** When it was made and last changed; a system policy is a part of the program and has neither. */
  createdAt: Date | null;
  updatedAt: Date | null;
}

export function customPolicyView(row: RamPolicyModel): PolicyView {
  const { accountId, name, description, document, createdAt, updatedAt } = row;
  const arn = policyArn(accountId, "Custom", name);
  return { policyName: name, policyType: "Custom", arn, description, document, createdAt, updatedAt };
}

export function systemPolicyView({ name, document }: SystemPolicy): PolicyView {
  const arn = policyArn("system", "System", name);
  return { policyName: name, policyType: "System", arn, description: "", document, createdAt: null, updatedAt: null };
}
