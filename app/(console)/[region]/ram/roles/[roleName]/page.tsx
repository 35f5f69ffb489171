import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { AssumeRoleCard } from "@/components/ram/assume-role-card";
import { AttachedPoliciesCard } from "@/components/ram/attached-policies-card";
import { DocumentCard } from "@/components/ram/document-card";
import { EffectivePermissionsCard } from "@/components/ram/effective-permissions-card";
import { ChoosePanel, RolePanel } from "@/components/ram/lazy";
import { Offer } from "@/components/ram/offer";
import { ramHref, withQuery } from "@/components/ram/ram-address";
import { RoleFactsCard } from "@/components/ram/role-facts-card";
import { ServiceBadge } from "@/components/ram/service-badge";
import { attachPoliciesAction, findRamPoliciesAction } from "@/lib/actions/ram";
import { consoleCtx } from "@/lib/auth/console-context";
import { firstLack } from "@/lib/domain/lack";
import { getRole, type RoleDetails } from "@/lib/domain/ram/roles/get-role";
import { env } from "@/lib/env";
import { clientMessages } from "@/lib/i18n/client-messages";
import { orNotFound } from "../../../../or-not-found";
import { readable, Unreadable } from "../../../../readable";
import { choiceOf, policyChoices } from "../../choices";
import { ConfirmRoleAct } from "../confirm-role-act";

export async function generateMetadata({ params }: PageProps<"/[region]/ram/roles/[roleName]">): Promise<Metadata> {
  return { title: decodeURIComponent((await params).roleName) };
}

/** One role: whom it trusts, what it may do, and the call with which it is taken on. */
export default async function RolePage({ params, searchParams }: PageProps<"/[region]/ram/roles/[roleName]">) {
  const { region, roleName: encoded } = await params;
  const roleName = decodeURIComponent(encoded);
  const search = await searchParams;
  const [ctx, t, nav] = await Promise.all([consoleCtx(), getTranslations("ram.role"), getTranslations("common.nav")]);
  const crumbs = [{ label: nav("roles"), href: ramHref(region, "roles") }, { label: roleName }];
  const role = await readable(orNotFound(getRole(ctx, { roleName })));
  if (role instanceof Unreadable) {
    return (
      <>
        <PageHeader title={<span className="break-all">{roleName}</span>} crumbs={crumbs} />
        <NoPermissionPage lack={role.lack} />
      </>
    );
  }
  const lack = (api: string) => firstLack(ctx, { action: `ram:${api}`, resource: role.arn });
  const page = ramHref(region, "roles", roleName);
  const edit = (
    <Offer lack={lack("UpdateRole")} href={withQuery(page, { panel: "edit" })} size="sm">
      {t("edit")}
    </Offer>
  );
  return (
    <>
      <PageHeader
        title={<span className="break-all">{roleName}</span>}
        state={role.service && <ServiceBadge />}
        facts={role.service ? t("serviceSay") : role.description}
        crumbs={crumbs}
        actions={
          !role.service && (
            <Offer lack={lack("DeleteRole")} href={withQuery(page, { dialog: "delete" })}>
              {t("delete")}
            </Offer>
          )
        }
      />
      <div className="grid gap-4">
        <RoleFactsCard role={role} actions={!role.service && edit} />
        <DocumentCard title={t("trustPolicy")} document={role.trustPolicy} />
        {!role.service && (
          <AssumeRoleCard arn={role.arn} seconds={role.maxTokenSeconds} gatewayPort={env().gatewayPort} />
        )}
        <AttachedPoliciesCard
          region={region}
          policies={role.policies}
          page={page}
          {...(!role.service && {
            lack: { attach: lack("AttachPolicyToRole"), detach: lack("DetachPolicyFromRole") },
          })}
        />
        <EffectivePermissionsCard region={region} grants={role.grants} />
      </div>
      {!role.service && <OpenRolePanel region={region} role={role} panel={search.panel} closeHref={page} />}
      <ConfirmRoleAct roleName={roleName} search={search} closeHref={page} goneHref={ramHref(region, "roles")} />
    </>
  );
}

async function OpenRolePanel({
  region,
  role,
  panel,
  closeHref,
}: {
  region: string;
  role: RoleDetails;
  panel: string | string[] | undefined;
  closeHref: string;
}) {
  if (panel !== "edit" && panel !== "attach") return null;
  const [scope, t, ctx] = await Promise.all([clientMessages("ram"), getTranslations("ram.attach"), consoleCtx()]);
  const { roleName, description, trustPolicy, maxTokenSeconds } = role;
  if (panel === "edit") {
    return (
      <RolePanel
        scope={scope}
        region={region}
        role={{ roleName, description, trustPolicy, maxTokenSeconds }}
        beginning={trustPolicy}
        closeHref={closeHref}
      />
    );
  }
  return (
    <ChoosePanel
      scope={scope}
      title={t("title")}
      say={t("say")}
      verb={t("title")}
      done={t("done", { name: roleName })}
      choices={await policyChoices(ctx)}
      taken={role.policies.map(choiceOf)}
      find={findRamPoliciesAction}
      save={attachPoliciesAction.bind(null, { kind: "role", name: roleName })}
      closeHref={closeHref}
    />
  );
}
