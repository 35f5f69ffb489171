import { z } from "zod";
import { sha256Hex } from "@/lib/crypto/digest";
import { DomainError } from "../errors";
import { checkPolicy } from "./check-policy";
import type { Circumstances } from "./conditions";
import { evaluate } from "./evaluate";
import { type PolicyBase, type PolicySubject, policyFromForm } from "./policy-form";
import { rootArn } from "./principal";
import type { Statement } from "./statement";

/** POL-02 */
export const POLICY_NAME = "default";

const principalList = z.array(z.string()).max(500).default([]);

/** A policy as a person or program gives it: the document itself, or the lists that make one (POL-08). */
export const policyInputSchema = z.union([
  z.string(),
  z.object({ administrators: principalList, users: principalList, crossAccountUsers: principalList }),
]);
export type PolicyInput = z.infer<typeof policyInputSchema>;

export interface PolicyHolder {
  subject: PolicySubject;
  base: PolicyBase;
  arn: string;
  tags: Circumstances["tags"];
}

/**
 * The document to store, checked to the last member. It lies in the database as it was sent, so that whoever asks for it
 * gets his own words back. @throws DomainError InvalidPolicy, PolicyTooLong, PolicyLocksOut
 */
export function policyToKeep(
  ctx: { now(): Date; sourceIp?: string },
  input: PolicyInput,
  { subject, base, arn, tags }: PolicyHolder,
): string {
  const document = typeof input === "string" ? input : policyFromForm(subject, base, input);
  const statements = checkPolicy("resource", document);
  const action = subject === "key" ? "kms:SetKeyPolicy" : "kms:SetSecretPolicy";
  const now: Circumstances = { now: ctx.now(), tags, ...(ctx.sourceIp && { sourceIp: ctx.sourceIp }) };
  // What locks the door only after a date locks it for good as well.
  const later: Circumstances = { ...now, now: new Date("9999-12-31T00:00:00Z") };
  for (const circumstances of [now, later]) {
    if (locksOut(statements, { accountId: base.creatorAccountId, action, arn, circumstances }))
      throw new DomainError("PolicyLocksOut", { action });
  }
  return document;
}

/** P24: whether not even the root of the account could set the policy again, from where the caller is. */
function locksOut(
  resourcePolicy: readonly Statement[],
  {
    accountId,
    action,
    arn,
    circumstances,
  }: { accountId: string; action: string; arn: string; circumstances: Circumstances },
): boolean {
  const root = { accountId, arn: rootArn(accountId), root: true, grants: [] };
  return !evaluate(root, { action, resource: arn, ownerAccountId: accountId, resourcePolicy, circumstances }).allowed;
}

/** What an event says of a document, which is too long for it. */
export function digestOfPolicy(document: string): string {
  return `sha256:${sha256Hex(Buffer.from(document))}`;
}

/** POL-02. @throws DomainError PolicyNotFound */
export function assertPolicyName(name: string): void {
  if (name !== POLICY_NAME) throw new DomainError("PolicyNotFound");
}
