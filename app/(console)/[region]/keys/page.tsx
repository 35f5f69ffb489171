import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { choiceOf } from "@/components/keys/instance-choice";
import { isKeyOffer } from "@/components/keys/key-offers";
import { isFiltered, keysAddressOf, keysHref, single } from "@/components/keys/keys-address";
import { KeysFilter } from "@/components/keys/keys-filter";
import { KeysTable } from "@/components/keys/keys-table";
import { CreateKeyLazy } from "@/components/keys/lazy";
import { NoKeys } from "@/components/keys/no-keys";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { plusIcon } from "@/components/ui/icon-paths";
import { Tabs } from "@/components/ui/tabs";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { listKeys } from "@/lib/domain/keys/list-keys";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, readableOr, Unreadable } from "../../readable";
import { findKey } from "./find-key";
import { KeyOpening } from "./key-opening";
import { keysElsewhere } from "./keys-elsewhere";

const PAGE_SIZE = 50;
/** The filter's drop-down; nobody picks from more. */
const INSTANCES_MAX = 100;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return { title: t("shell.title", { page: t("nav.keys") }) };
}

export default async function KeysPage({ params, searchParams }: PageProps<"/[region]/keys">) {
  const [{ region }, query, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const address = keysAddressOf(query);
  const filtered = isFiltered(address);
  // Service keys and the default CMK belong to the Default Keys tab.
  const customer = { creatorTypes: ["User" as const] };
  const filter = {
    ...customer,
    ...(address.instance ? { instanceIds: [address.instance] } : {}),
    ...(address.state ? { states: [address.state] } : {}),
    ...(address.search ? { search: address.search } : {}),
  };
  const all = { region, classic: true };
  const t = await getTranslations();
  const page = await readable(
    listKeys(ctx, { ...all, filter, page: { size: PAGE_SIZE, after: address.trail.at(-1) } }),
  );
  if (page instanceof Unreadable) {
    return (
      <>
        <PageHeader title={t("common.nav.keys")} facts={t("keys.list.facts")} />
        <NoPermissionPage lack={page.lack} />
      </>
    );
  }
  const [total, instances] = await Promise.all([
    filtered ? listKeys(ctx, { ...all, filter: customer, page: { size: 1 } }).then((any) => any.total) : undefined,
    // Who may not see the instances filters and names none; to create, one of them must be chosen.
    readableOr(listInstances(ctx, { region, page: { size: INSTANCES_MAX } }), { rows: [] }),
  ]);
  const container = (type: "key" | "keystore") => containerArn(region, accountOf(ctx), type);
  const createLack = firstLack(
    ctx,
    { action: "kms:CreateKey", resource: container("key") },
    { action: "kms:ListInstances", resource: container("keystore") },
  );
  const allKeys = total ?? page.total;
  const here = keysHref(region, address);
  const what = single(query.dialog) || single(query.panel);
  const about = isKeyOffer(what) ? await readableOr(findKey(ctx, region, single(query.key)), null) : null;
  const { search } = address;
  const noMatch = !search
    ? t("keys.list.noMatch")
    : address.instance || address.state
      ? t("keys.list.noMatchForFiltered", { search })
      : t("keys.list.noMatchFor", { search });
  const create = (
    <OfferLink lack={createLack} tone="primary" href={keysHref(region, address, { panel: "create" })} scroll={false}>
      <Icon path={plusIcon} />
      {t("common.label.createKey")}
    </OfferLink>
  );
  return (
    <>
      <PageHeader title={t("common.nav.keys")} facts={t("keys.list.facts")} actions={allKeys > 0 && create} />
      <Card flush>
        <Tabs
          label={t("keys.list.tabs")}
          tabs={[
            {
              href: keysHref(region, keysAddressOf({})),
              label: t("keys.list.customerMasterKeys"),
              count: t("keys.list.figure", { count: allKeys }),
              current: true,
            },
          ]}
        />
        {allKeys === 0 ? (
          <NoKeys
            region={region}
            hasInstance={createLack !== null || instances.rows.some((instance) => instance.service === "serves")}
            create={create}
            elsewhere={await keysElsewhere(ctx, region)}
          />
        ) : (
          <>
            <KeysFilter address={address} instances={instances.rows} count={page.total} />
            {page.rows.length === 0 ? (
              <NoMatches title={noMatch} clearHref={keysHref(region, keysAddressOf({}))} />
            ) : (
              <KeysTable
                rows={page.rows}
                instances={instances.rows}
                now={ctx.now()}
                openHref={(opened) => keysHref(region, address, opened)}
                pager={{
                  summary: t("keys.list.count", { count: page.total }),
                  previousHref:
                    address.trail.length > 0
                      ? keysHref(region, { ...address, trail: address.trail.slice(0, -1) })
                      : undefined,
                  nextHref: page.next
                    ? keysHref(region, { ...address, trail: [...address.trail, page.next] })
                    : undefined,
                }}
              />
            )}
          </>
        )}
      </Card>
      {what === "create" && !createLack && (
        <CreateKeyLazy
          scope={await clientMessages("keys", "policies")}
          accountId={accountOf(ctx)}
          region={region}
          closeHref={here}
          instances={instances.rows.map(choiceOf)}
          filtered={address.instance}
        />
      )}
      {about && isKeyOffer(what) && (
        <KeyOpening ctx={ctx} view={about} what={what} alias={single(query.alias)} closeHref={here} />
      )}
    </>
  );
}
