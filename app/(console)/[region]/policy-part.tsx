import { actionsOf } from "@/components/policies/action-groups";
import { EditPolicyPanel, ExplainPanel } from "@/components/policies/lazy";
import { PolicyCard } from "@/components/policies/policy-card";
import { accountOf, principalOf } from "@/lib/domain/authorize";
import type { Ctx } from "@/lib/domain/context";
import { getKeyPolicy } from "@/lib/domain/keys/get-key-policy";
import { type OwnAccess, ownAccess } from "@/lib/domain/policies/own-access";
import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import { POLICY_NAME } from "@/lib/domain/policies/policy-to-keep";
import { getSecretPolicy } from "@/lib/domain/secrets/get-secret-policy";
import { describeInstanceAccess } from "@/lib/domain/sharing/shares/describe-instance-access";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, readableOr, Unreadable } from "../readable";

interface Held {
  subject: PolicySubject;
  region: string;
  /** Key ID or name of the secret. */
  name: string;
  arn: string;
  accountId: string;
  instanceId: string | null;
  tags: OwnAccess["circumstances"]["tags"];
  allowed: readonly string[];
  lacking: readonly string[];
}

interface PolicyPartProps {
  ctx: Ctx;
  held: Held;
  /** The panel that the address names. */
  panel: string | undefined;
  /** Of the page, with that panel or without any. */
  href: (panel?: "policy" | "explain") => string;
}

/** The policy of a key or secret on its page, and its two panels: editing it, and Explain access. */
export async function PolicyPart({ ctx, held, panel, href }: PolicyPartProps) {
  const { subject, region, name } = held;
  const sets = subject === "key" ? "SetKeyPolicy" : "SetSecretPolicy";
  const lackOf = (call: string) => (held.lacking.includes(call) ? { action: `kms:${call}`, resource: held.arn } : null);
  const [explain, edit] = [lackOf("ExplainAccess"), lackOf(sets)];
  const isPossible = held.allowed.includes(sets);
  const policy = held.instanceId === null ? null : await readable(policyOf(ctx, held));
  const common = { subject, region, name, closeHref: href() };
  const own = ownOf(ctx, held);
  const mayEdit = panel === "policy" && isPossible && !edit;
  return (
    <>
      <PolicyCard
        subject={subject}
        accountId={accountOf(ctx)}
        policy={policy instanceof Unreadable ? policy.lack : policy}
        explain={{ href: href("explain"), lack: explain }}
        edit={{
          href: href("policy"),
          // Who may not see it would overwrite what is there.
          lack: edit ?? (policy instanceof Unreadable ? policy.lack : null),
          possible: isPossible,
        }}
      />
      {mayEdit && own && policy && !(policy instanceof Unreadable) && (
        <EditPolicyPanel
          {...common}
          scope={await clientMessages("policies", "ram")}
          policy={policy}
          own={own}
          access={await accessOf(ctx, held)}
          isCreator={accountOf(ctx) === held.accountId}
        />
      )}
      {panel === "explain" && !explain && (
        <ExplainPanel {...common} scope={await clientMessages("policies")} accountId={accountOf(ctx)} />
      )}
    </>
  );
}

function policyOf(ctx: Ctx, { subject, region, name }: Held) {
  const policyName = POLICY_NAME;
  return subject === "key"
    ? getKeyPolicy(ctx, { region, key: name, policyName })
    : getSecretPolicy(ctx, { region, secret: name, policyName });
}

/** Other accounts take access management (POL-19); what is left of it is the owner of the instance's to know. */
async function accessOf(ctx: Ctx, { region, instanceId }: Held) {
  if (instanceId === null) return null;
  const access = await readableOr(describeInstanceAccess(ctx, { region, instanceId }), null);
  return access && { used: access.used, quota: access.quota };
}

function ownOf(ctx: Ctx, held: Held): OwnAccess | undefined {
  const asking = principalOf(ctx.actor);
  const caller = { now: ctx.now(), ...(ctx.sourceIp && { sourceIp: ctx.sourceIp }) };
  return asking && ownAccess(asking, held, actionsOf(held.subject), caller);
}
