import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoMatches } from "@/components/patterns/no-matches";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { InvalidRotationsNotice, RotationQueueNotice } from "@/components/secrets/rotation-queue-notice";
import { withQuery } from "@/components/secrets/secret-addresses";
import { SecretFilterBar } from "@/components/secrets/secret-filter-bar";
import { filterOf, isFiltered, listHref, readQuery, TAB_TYPES, tabHref } from "@/components/secrets/secret-query";
import { SecretTabs } from "@/components/secrets/secret-tabs";
import { SecretsTable } from "@/components/secrets/secrets-table";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Stack } from "@/components/ui/stack";
import { consoleCtx } from "@/lib/auth/console-context";
import { containerArn } from "@/lib/domain/arn";
import { accountOf } from "@/lib/domain/authorize";
import { DomainError } from "@/lib/domain/errors";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { describeKey } from "@/lib/domain/keys/describe-key";
import { listKeys } from "@/lib/domain/keys/list-keys";
import { firstLack } from "@/lib/domain/lack";
import { describeRotationQueue } from "@/lib/domain/secrets/describe-rotation-queue";
import { listSecrets } from "@/lib/domain/secrets/list-secrets";
import { readable, readableOr, Unreadable } from "../../readable";
import { OpenDialog } from "./open-dialog";

const PAGE_SIZE = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("secrets") };
}

/** Resource > Secrets (SEC-50), a tab for each kind (SEC-01); KMS 1.0 ones are not shown (SEC-02). */
export default async function SecretsPage({ params, searchParams }: PageProps<"/[region]/secrets">) {
  const { region } = await params;
  const search = await searchParams;
  const query = readQuery(search);
  const [ctx, t, nav] = await Promise.all([
    consoleCtx(),
    getTranslations("secrets.list"),
    getTranslations("common.nav"),
  ]);
  const [instances, secrets, queue] = await Promise.all([
    // Who may not see the instances filters by none.
    readableOr(listInstances(ctx, { region, page: { size: 100 } }), { rows: [] }),
    readable(
      listSecrets(ctx, {
        region,
        classic: false,
        page: { size: PAGE_SIZE, after: query.trail.at(-1) },
        filter: filterOf(query, await keyIdOf(region, query.key)),
      }),
    ),
    readableOr(describeRotationQueue(ctx, { region }), null),
  ]);
  if (secrets instanceof Unreadable) {
    return (
      <>
        <PageHeader title={nav("secrets")} facts={t("facts")} />
        <NoPermissionPage lack={secrets.lack} />
      </>
    );
  }
  const { rows, total, next } = secrets;
  const aliases = await aliasesOf(region, [...new Set(rows.map((secret) => secret.encryptionKeyId))]);
  const here = listHref(region, query);
  const everything = tabHref(region, query.tab);
  const container = (type: "secret" | "keystore" | "key") => containerArn(region, accountOf(ctx), type);
  // An instance and a key of it are chosen from their lists.
  const createLack = firstLack(
    ctx,
    { action: "kms:CreateSecret", resource: container("secret") },
    { action: "kms:ListInstances", resource: container("keystore") },
    { action: "kms:ListKeys", resource: container("key") },
  );
  const canCreate = createLack !== null || instances.rows.some(({ service }) => service === "serves");
  const create = canCreate ? (
    <OfferLink lack={createLack} href={withQuery(here, { panel: "create" })} scroll={false} tone="primary">
      {t("create")}
    </OfferLink>
  ) : (
    <ButtonLink href={`/${region}/instances`} tone="primary">
      {nav("instances")}
    </ButtonLink>
  );
  const empty = {
    generic: { title: t("emptyTitle"), body: t("emptyBody") },
    ram: { title: t("emptyRam"), body: t("emptyRamBody") },
    database: { title: t("emptyDatabase"), body: t("emptyDatabaseBody") },
    ecs: { title: t("emptyEcs"), body: t("emptyEcsBody") },
  }[query.tab];
  return (
    <>
      <PageHeader title={nav("secrets")} facts={t("facts")} actions={canCreate && create} />
      <Stack>
        {queue && queue.failed > 0 && <InvalidRotationsNotice region={region} counts={await invalidCounts(region)} />}
        {queue && <RotationQueueNotice queue={queue} now={ctx.now()} />}
        <Card flush>
          <SecretTabs region={region} current={query.tab} />
          {(total > 0 || isFiltered(query)) && (
            <SecretFilterBar
              region={region}
              query={query}
              instances={instances.rows}
              count={t("count", { count: total })}
            />
          )}
          {total > 0 ? (
            <SecretsTable
              tab={query.tab}
              secrets={rows}
              aliases={aliases}
              page={here}
              pager={{
                summary: t("count", { count: total }),
                previousHref: query.trail.length > 0 ? listHref(region, query, query.trail.slice(0, -1)) : undefined,
                nextHref: next ? listHref(region, query, [...query.trail, next]) : undefined,
              }}
            />
          ) : isFiltered(query) ? (
            <NoMatches title={t("noMatch")} clearHref={everything} />
          ) : (
            <EmptyState title={empty.title} actions={create}>
              {canCreate ? empty.body : t("emptyNoInstance")}
            </EmptyState>
          )}
        </Card>
      </Stack>
      <OpenDialog region={region} search={search} mayCreate={!createLack} closeHref={here} goneHref={here} />
    </>
  );
}

/** A filter by alias is one by the key that it points to; one that points nowhere matches nothing, as it stands. */
async function keyIdOf(region: string, key: string): Promise<string> {
  if (!key.startsWith("alias/")) return key;
  try {
    return (await describeKey(await consoleCtx(), { region, key })).keyId;
  } catch (error) {
    if (error instanceof DomainError) return key;
    throw error;
  }
}

async function invalidCounts(region: string) {
  const ctx = await consoleCtx();
  const tabs = ["ram", "database", "ecs"] as const;
  return Promise.all(
    tabs.map(async (tab) => {
      const filter = { types: [...TAB_TYPES[tab]], rotation: "Invalid" as const };
      return { tab, count: (await listSecrets(ctx, { region, classic: false, page: { size: 1 }, filter })).total };
    }),
  );
}

/** One alias of each key: what people call it. */
async function aliasesOf(region: string, keyIds: readonly string[]): Promise<Record<string, string>> {
  const ctx = await consoleCtx();
  // ListKeys takes ten ids in a filter (KEY-94); a page holds at most twenty secrets.
  const groups = [keyIds.slice(0, 10), keyIds.slice(10)].filter((group) => group.length > 0);
  const pages = await Promise.all(
    groups.map((group) =>
      // Who may not see the keys sees their IDs.
      readableOr(listKeys(ctx, { region, classic: true, filter: { keyIds: [...group] }, page: { size: PAGE_SIZE } }), {
        rows: [],
      }),
    ),
  );
  return Object.fromEntries(
    pages.flatMap(({ rows }) => rows.flatMap(({ keyId, aliases }) => (aliases[0] ? [[keyId, aliases[0]]] : []))),
  );
}
