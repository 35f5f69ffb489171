import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { KeyAliasesCard } from "@/components/keys/key-aliases";
import { KeyAssociationsCard } from "@/components/keys/key-associations";
import { KeyButtons } from "@/components/keys/key-buttons";
import { KeyFactsCard } from "@/components/keys/key-facts";
import { KeyMaterialCard } from "@/components/keys/key-material";
import { KeyNotice } from "@/components/keys/key-notice";
import { isKeyOffer, isPossible, isReadOnly, lackOf, triesOf } from "@/components/keys/key-offers";
import { KeyRotationCard } from "@/components/keys/key-rotation";
import { KeyStatus } from "@/components/keys/key-status";
import { KeyVersionsCard } from "@/components/keys/key-versions";
import { keyHref, keysAddressOf, keysHref, single } from "@/components/keys/keys-address";
import { TryItLazy } from "@/components/keys/lazy";
import { SectionIndex } from "@/components/keys/section-index";
import { endpointOf } from "@/components/keys/try-it/endpoint";
import { TryItCard } from "@/components/keys/try-it/try-it-card";
import { CopyableId } from "@/components/patterns/copyable-id";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { Stack } from "@/components/ui/stack";
import { consoleCtx } from "@/lib/auth/console-context";
import { defaultRotationEndsAt } from "@/lib/domain/keys/default-key-rotation";
import { describeKeyAssociations } from "@/lib/domain/keys/describe-key-associations";
import { algorithmsOf } from "@/lib/domain/keys/key-spec-rules";
import { env } from "@/lib/env";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, Unreadable } from "../../../readable";
import { PolicyPart } from "../../policy-part";
import { findKey } from "../find-key";
import { KeyOpening } from "../key-opening";

export async function generateMetadata({ params }: PageProps<"/[region]/keys/[key]">): Promise<Metadata> {
  const [{ key }, t] = await Promise.all([params, getTranslations("common.shell")]);
  return { title: t("title", { page: decodeURIComponent(key) }) };
}

/** KEY-93 */
export default async function KeyPage({ params, searchParams }: PageProps<"/[region]/keys/[key]">) {
  const [{ region, key }, query, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const named = decodeURIComponent(key);
  const view = await readable(findKey(ctx, region, named));
  if (!view) notFound();
  if (view instanceof Unreadable) return <KeyUnreadable region={region} named={named} view={view} />;
  const { keyId } = view;
  const [associations, t, planEndsAt] = await Promise.all([
    describeKeyAssociations(ctx, { region, key: keyId }),
    getTranslations(),
    view.kind === "Default" ? defaultRotationEndsAt(ctx, view.accountId, region, ctx.now()) : null,
  ]);
  const tries = triesOf(view);
  const call = tries.find((known) => known === single(query.try));
  // Where nothing is chosen yet, a part that no call of could be made says so at once.
  const tryLack = call
    ? lackOf(view, call)
    : tries.every((one) => lackOf(view, one))
      ? lackOf(view, tries[0] ?? "encrypt")
      : null;
  const what = single(query.dialog) || single(query.panel);
  const name = view.aliases[0] ?? keyId;
  const sections = [
    { id: "overview", label: t("keys.facts.title"), card: <KeyFactsCard view={view} /> },
    { id: "versions", label: t("keys.versions.title"), card: <KeyVersionsCard view={view} now={ctx.now()} /> },
    {
      id: "rotation",
      label: t("rotation.title"),
      card: <KeyRotationCard view={view} now={ctx.now()} planEndsAt={planEndsAt} />,
    },
    ...(view.imported
      ? [{ id: "key-material", label: t("key-import.card.title"), card: <KeyMaterialCard view={view} /> }]
      : []),
    { id: "aliases", label: t("keys.alias.title"), card: <KeyAliasesCard view={view} /> },
    {
      id: "associations",
      label: t("keys.associations.title"),
      card: (
        <KeyAssociationsCard
          associations={associations}
          isServiceKey={view.kind === "Service"}
          region={region}
          at={ctx.now()}
          againHref={keyHref(region, keyId)}
        />
      ),
    },
    {
      id: "policy",
      label: t("policies.title"),
      card: (
        <PolicyPart
          ctx={ctx}
          held={{ ...view, subject: "key", name: keyId }}
          panel={single(query.panel)}
          href={(panel) => keyHref(region, keyId, panel && { panel })}
        />
      ),
    },
    // KEY-92: nothing but details for what is only read here.
    ...(isReadOnly(view)
      ? []
      : [
          {
            id: "try-it",
            label: t("keys.tryIt.title"),
            card: (
              <TryItCard view={view} usable={tries.some((one) => isPossible(view, one))} call={call} lack={tryLack}>
                {call && (
                  <TryItLazy
                    scope={await clientMessages("keys")}
                    call={call}
                    region={region}
                    keyId={keyId}
                    spec={view.spec}
                    versions={view.versions.map(({ versionId }) => versionId)}
                    algorithms={algorithmsOf(view.spec, view.usage)}
                    endpoint={endpointOf(env(), region)}
                  />
                )}
              </TryItCard>
            ),
          },
        ]),
  ];
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t("common.nav.resource") },
          { label: t("common.nav.keys"), href: keysHref(region, keysAddressOf({})) },
          { label: name },
        ]}
        title={name}
        state={<KeyStatus view={view} />}
        facts={<CopyableId id={keyId} what={t("keys.facts.keyId")} />}
        actions={<KeyButtons view={view} />}
      />
      <div className="grid grid-cols-1 gap-x-6 lg:grid-cols-[11rem_minmax(0,1fr)]">
        <SectionIndex sections={sections} />
        <Stack>
          <KeyNotice view={view} />
          {sections.map(({ id, card }) => (
            <div key={id} id={id}>
              {card}
            </div>
          ))}
        </Stack>
      </div>
      {isKeyOffer(what) && (
        <KeyOpening
          ctx={ctx}
          view={view}
          what={what}
          alias={single(query.alias)}
          version={single(query.version)}
          closeHref={keyHref(region, keyId)}
        />
      )}
    </>
  );
}

async function KeyUnreadable({ region, named, view }: { region: string; named: string; view: Unreadable }) {
  const t = await getTranslations("common.nav");
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t("resource") },
          { label: t("keys"), href: keysHref(region, keysAddressOf({})) },
          { label: named },
        ]}
        title={<span className="break-all">{named}</span>}
      />
      <NoPermissionPage lack={view.lack} />
    </>
  );
}
