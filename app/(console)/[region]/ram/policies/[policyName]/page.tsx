import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { PolicyType } from "@/components/ram/attached-policies-card";
import { DocumentCard } from "@/components/ram/document-card";
import { PolicyPanel } from "@/components/ram/lazy";
import { Offer } from "@/components/ram/offer";
import { PolicyHoldersCard } from "@/components/ram/policy-holders-card";
import { ramHref, withQuery } from "@/components/ram/ram-address";
import { SystemPolicyText } from "@/components/ram/system-policy-text";
import { consoleCtx } from "@/lib/auth/console-context";
import { firstLack } from "@/lib/domain/lack";
import { systemPolicy } from "@/lib/domain/policies/system-policies";
import { getRamPolicy } from "@/lib/domain/ram/policies/get-ram-policy";
import { clientMessages } from "@/lib/i18n/client-messages";
import { orNotFound } from "../../../../or-not-found";
import { readable, Unreadable } from "../../../../readable";
import { ConfirmPolicyAct } from "../confirm-policy-act";

type Props = PageProps<"/[region]/ram/policies/[policyName]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).policyName) };
}

/** One policy: its document, and where it is in use. No custom policy has the name of a system one. */
export default async function PolicyPage({ params, searchParams }: Props) {
  const { region, policyName: encoded } = await params;
  const policyName = decodeURIComponent(encoded);
  const search = await searchParams;
  const [ctx, t, nav] = await Promise.all([consoleCtx(), getTranslations("ram.policy"), getTranslations("common.nav")]);
  const crumbs = [{ label: nav("policies"), href: ramHref(region, "policies") }, { label: policyName }];
  const policyType = systemPolicy(policyName) ? "System" : "Custom";
  const policy = await readable(orNotFound(getRamPolicy(ctx, { policyType, policyName })));
  if (policy instanceof Unreadable) {
    return (
      <>
        <PageHeader title={<span className="break-all">{policyName}</span>} crumbs={crumbs} />
        <NoPermissionPage lack={policy.lack} />
      </>
    );
  }
  const isCustom = policyType === "Custom";
  const lack = (api: string) => firstLack(ctx, { action: `ram:${api}`, resource: policy.arn });
  const page = ramHref(region, "policies", policyName);
  const edit = isCustom && (
    <Offer lack={lack("UpdatePolicy")} href={withQuery(page, { panel: "edit" })} size="sm">
      {t("edit")}
    </Offer>
  );
  return (
    <>
      <PageHeader
        title={<span className="break-all">{policyName}</span>}
        state={<PolicyType type={policyType} />}
        facts={isCustom ? policy.description : <SystemPolicyText name={policyName} />}
        crumbs={crumbs}
        actions={
          isCustom && (
            <Offer lack={lack("DeletePolicy")} href={withQuery(page, { dialog: "delete" })}>
              {t("delete")}
            </Offer>
          )
        }
      />
      <div className="grid gap-4">
        <DocumentCard title={t("document")} document={policy.document} actions={edit} />
        <PolicyHoldersCard region={region} holders={policy.holders} />
      </div>
      {isCustom && search.panel === "edit" && (
        <PolicyPanel
          scope={await clientMessages("ram")}
          region={region}
          policy={{
            policyName,
            description: policy.description,
            document: policy.document,
            holders: policy.holders.length,
          }}
          closeHref={page}
        />
      )}
      {isCustom && (
        <ConfirmPolicyAct
          policyName={policyName}
          dialog={search.dialog}
          closeHref={page}
          goneHref={ramHref(region, "policies")}
        />
      )}
    </>
  );
}
