import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { isBulkCall } from "@/components/keys/bulk-items";
import { choiceOf } from "@/components/keys/instance-choice";
import { isKeyOffer } from "@/components/keys/key-offers";
import { isFiltered, type KeysAddress, keysAddressOf, keysHref, single } from "@/components/keys/keys-address";
import { KeysFilter } from "@/components/keys/keys-filter";
import { KeysTable } from "@/components/keys/keys-table";
import { KeysTabs } from "@/components/keys/keys-tabs";
import { CreateKeyLazy } from "@/components/keys/lazy";
import { NoKeys } from "@/components/keys/no-keys";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { Selection } from "@/components/patterns/selection";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { plusIcon } from "@/components/ui/icon-paths";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { listInstances } from "@/lib/domain/instances/list-instances";
import type { KeyFilter } from "@/lib/domain/keys/key-filter";
import { countUpTo, listKeys } from "@/lib/domain/keys/list-keys";
import { firstLack } from "@/lib/domain/lack";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readable, readableOr, Unreadable } from "../../readable";
import { findKey } from "./find-key";
import { KeyOpening } from "./key-opening";
import { KeysBulk } from "./keys-bulk";
import { keysElsewhere } from "./keys-elsewhere";

const PAGE_SIZE = 50;
/** The filter's drop-down; nobody picks from more. */
const INSTANCES_MAX = 100;

/** Service keys and the default CMK belong to the Default Keys tab. */
const CUSTOMER = { kinds: ["Customer" as const] };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return { title: t("shell.title", { page: t("nav.keys") }) };
}

export default async function KeysPage({ params, searchParams }: PageProps<"/[region]/keys">) {
  const [{ region }, query, ctx] = await Promise.all([params, searchParams, consoleCtx()]);
  const address = keysAddressOf(query);
  const filtered = isFiltered(address);
  const all = { region, classic: true };
  const filter = filterOf(address);
  const t = await getTranslations();
  // Beyond it the page says "more than": exact figures of very long lists are waited for.
  const page = await readable(
    listKeys(ctx, {
      ...all,
      filter,
      countUpTo: countUpTo(filter),
      page: { size: PAGE_SIZE, after: address.trail.at(-1) },
    }),
  );
  if (page instanceof Unreadable) {
    return (
      <>
        <PageHeader title={t("common.nav.keys")} facts={t("keys.list.facts")} />
        <NoPermissionPage lack={page.lack} />
      </>
    );
  }
  const [everything, instances] = await Promise.all([
    filtered ? listKeys(ctx, { ...all, filter: CUSTOMER, countUpTo: countUpTo(CUSTOMER), page: { size: 1 } }) : page,
    // Who may not see the instances filters and names none; to create, one of them must be chosen.
    readableOr(listInstances(ctx, { region, page: { size: INSTANCES_MAX } }), { rows: [] }),
  ]);
  const container = (type: "key" | "keystore") => containerArn(region, accountOf(ctx), type);
  const createLack = firstLack(
    ctx,
    { action: "kms:CreateKey", resource: container("key") },
    { action: "kms:ListInstances", resource: container("keystore") },
  );
  const here = keysHref(region, address);
  const what = single(query.dialog) || single(query.panel);
  const about = isKeyOffer(what) ? await readableOr(findKey(ctx, region, single(query.key)), null) : null;
  const { search } = address;
  const noMatch = !search
    ? t("keys.list.noMatch")
    : isFiltered({ ...address, search: "" })
      ? t("keys.list.noMatchForFiltered", { search })
      : t("keys.list.noMatchFor", { search });
  const count = page.totalIsLeast
    ? t("keys.list.countLeast", { count: page.total })
    : t("keys.list.count", { count: page.total });
  const create = (
    <OfferLink lack={createLack} tone="primary" href={keysHref(region, address, { panel: "create" })} scroll={false}>
      <Icon path={plusIcon} />
      {t("common.label.createKey")}
    </OfferLink>
  );
  return (
    <>
      <PageHeader title={t("common.nav.keys")} facts={t("keys.list.facts")} actions={everything.total > 0 && create} />
      <Card flush>
        <KeysTabs
          region={region}
          current="customer"
          counts={everything.totalIsLeast ? {} : { customer: everything.total }}
        />
        {everything.total === 0 ? (
          <NoKeys
            region={region}
            hasInstance={createLack !== null || instances.rows.some((instance) => instance.service === "serves")}
            create={create}
            elsewhere={await keysElsewhere(ctx, region)}
          />
        ) : (
          <>
            <KeysFilter region={region} address={address} instances={instances.rows} count={count} />
            {page.rows.length === 0 ? (
              <NoMatches title={noMatch} clearHref={keysHref(region, keysAddressOf({}))} />
            ) : (
              <Selection
                words={{ selected: t("keys.bulk.selected"), clear: t("keys.bulk.clear") }}
                actions={[
                  { label: t("common.label.enable"), href: keysHref(region, address, { panel: "bulkEnable" }) },
                  { label: t("common.label.disable"), href: keysHref(region, address, { panel: "bulkDisable" }) },
                  { label: t("keys.call.schedule"), href: keysHref(region, address, { panel: "bulkSchedule" }) },
                  { label: t("keys.bulk.addTags"), href: keysHref(region, address, { panel: "bulkTags" }) },
                ]}
              >
                <KeysTable
                  accountId={accountOf(ctx)}
                  rows={page.rows}
                  instances={instances.rows}
                  now={ctx.now()}
                  openHref={(opened) => keysHref(region, address, opened)}
                  pager={{
                    summary: count,
                    previousHref:
                      address.trail.length > 0
                        ? keysHref(region, { ...address, trail: address.trail.slice(0, -1) })
                        : undefined,
                    nextHref: page.next
                      ? keysHref(region, { ...address, trail: [...address.trail, page.next] })
                      : undefined,
                  }}
                />
              </Selection>
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
      {isBulkCall(what) && (
        <KeysBulk ctx={ctx} call={what} rows={page.rows} chosen={single(query.keys)} closeHref={here} />
      )}
      {about && isKeyOffer(what) && (
        <KeyOpening ctx={ctx} view={about} what={what} alias={single(query.alias)} closeHref={here} />
      )}
    </>
  );
}

/** KEY-94 */
function filterOf(address: KeysAddress): KeyFilter {
  return {
    ...CUSTOMER,
    instanceIds: some(address.instance ? [address.instance] : []),
    states: some(address.state),
    specs: some(address.spec),
    usages: some(address.usage),
    protectionLevels: some(address.level),
    aliases: some(address.aliasPrefix),
    keyIds: some(address.keyId),
    tagNames: some(address.tag),
    tagValues: some(address.tagValue),
    creators: some(address.creator),
    search: address.search || undefined,
  };
}

function some<Value>(values: readonly Value[]): Value[] | undefined {
  return values.length > 0 ? [...values] : undefined;
}
