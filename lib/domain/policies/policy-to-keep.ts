import { z } from "zod";
import { sha256Hex } from "@/lib/crypto/digest";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { assertSteppedUp } from "../operation";
import { checkPolicy } from "./check-policy";
import type { Circumstances } from "./conditions";
import { locksOut, mayLockOut, SETS_POLICY } from "./locks-out";
import { type PolicyBase, type PolicySubject, policyFromForm } from "./policy-form";

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
 * gets his own words back. In a jointly shared instance the owner keeps his hand on what others make there (POL-06, SHR-08).
 * @throws DomainError InvalidPolicy, PolicyTooLong, PolicyLocksOut, PolicyLocksOutOwner, StepUpRequired
 */
export function policyToKeep(
  ctx: Pick<Ctx, "actor" | "now" | "sourceIp">,
  input: PolicyInput,
  { subject, base, arn, tags }: PolicyHolder,
): string {
  // Also where it comes with something new: a policy lets others in (S36).
  assertSteppedUp(ctx);
  const document = typeof input === "string" ? input : policyFromForm(subject, base, input);
  const statements = checkPolicy("resource", document);
  const circumstances: Circumstances = { now: ctx.now(), tags, ...(ctx.sourceIp && { sourceIp: ctx.sourceIp }) };
  const { creatorAccountId: accountId, jointOwnerAccountId: owner } = base;
  const held = { accountId, arn, circumstances };
  const action = SETS_POLICY[subject];
  const isCreators = "accountId" in ctx.actor && ctx.actor.accountId === accountId;
  const locks = isCreators ? locksOut(statements, subject, held) : mayLockOut(statements, subject, held, accountId);
  if (locks) throw new DomainError("PolicyLocksOut", { action });
  if (owner && owner !== accountId && mayLockOut(statements, subject, held, owner))
    throw new DomainError("PolicyLocksOutOwner", { accountId: owner, action });
  return document;
}

/** What an event says of a document, which is too long for it. */
export function digestOfPolicy(document: string): string {
  return `sha256:${sha256Hex(Buffer.from(document))}`;
}

/** POL-02. @throws DomainError PolicyNotFound */
export function assertPolicyName(name: string): void {
  if (name !== POLICY_NAME) throw new DomainError("PolicyNotFound");
}
