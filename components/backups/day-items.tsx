import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/patterns/empty-state";
import { FilterBar } from "@/components/patterns/filter-bar";
import { LockedAction } from "@/components/patterns/locked-action";
import { NoMatches } from "@/components/patterns/no-matches";
import { Card } from "@/components/ui/card";
import { Tabs } from "@/components/ui/tabs";
import { CHOSEN_MAX } from "@/lib/domain/backups/choice-rules";
import type { BackupItem, BackupTab } from "@/lib/domain/backups/list-backup-items";
import type { Lack } from "@/lib/domain/lack";
import { type BackupAddress, backupHref, itemName, TABS } from "./backup-address";
import { BackupItems } from "./backup-items";
import { ChooseItems } from "./choose-items";
import { useTabNames } from "./tab-names";

/** The six tabs of the chosen day with their counts, the filter, and the rows of the open one (BKP-80, BKP-81). */
export function DayItems({
  backup,
  restore,
  choosable,
  address,
  tab,
  counts,
  page,
  planAt,
  shown,
  sourceName,
  ownAccountId,
}: {
  backup: { region: string; backupId: string };
  /** Whether the type and state of the backup allow it, and the permission that it takes and the caller lacks. */
  restore: { possible: boolean; lack: Lack | null };
  /** Rows can be chosen for a plan of many. */
  choosable: boolean;
  address: BackupAddress;
  /** The open one. */
  tab: BackupTab;
  /** Of all rows, whatever is filtered. */
  counts: Readonly<Record<BackupTab, number>>;
  page: { rows: readonly BackupItem[]; total: number; next: string | null };
  /** The moment that chosen rows are restored from. */
  planAt: Date;
  /** What the rows are of: the day, or a moment of it. */
  shown: { day: string; at: Date | undefined };
  sourceName: string;
  ownAccountId: string;
}) {
  const t = useTranslations("backups");
  const names = useTabNames();
  const { region, backupId } = backup;
  const mayRestore = restore.possible && !restore.lack;
  const href = (part: Partial<BackupAddress>) => backupHref(region, backupId, { ...address, ...part });
  const { search, trail, day, time, view, month } = address;
  const kind = tab.endsWith("Keys") ? "key" : "secret";
  const keep = Object.fromEntries(Object.entries({ day, time, view, month, tab }).filter(([, value]) => value !== ""));
  return (
    <Card flush>
      <Tabs
        label={t("tab.label")}
        tabs={TABS.map((name) => ({
          href: href({ tab: name, search: "", trail: [] }),
          label: names[name].label,
          count: t("item.count", { count: counts[name] }),
          current: name === tab,
        }))}
      />
      {counts[tab] === 0 ? (
        <EmptyState title={names[tab].empty} />
      ) : (
        <>
          {restore.possible && restore.lack && (
            <div className="px-3 pt-3 md:px-4">
              <LockedAction lack={restore.lack} size="sm">
                {t("item.restore")}
              </LockedAction>
            </div>
          )}
          <FilterBar
            key={`${tab} ${search}`}
            search={{
              name: "search",
              value: search,
              placeholder: kind === "key" ? t("filter.searchKeys") : t("filter.searchSecrets"),
            }}
            keep={keep}
          />
          {page.total === 0 ? (
            <NoMatches title={t("list.noMatch", { search })} clearHref={href({ search: "", trail: [] })} />
          ) : (
            <ChooseItems
              place={`${backupId} ${planAt.toISOString()}`}
              planHref={backupHref(region, backupId, address, { panel: "plan", scope: "selected" })}
              whole={
                choosable
                  ? {
                      total: page.total,
                      asked: { of: "tab", region, backupId, ...shown, tab, contains: search || undefined },
                    }
                  : undefined
              }
              words={{
                bar: t("select.bar"),
                selected: t("select.selected"),
                restore: t("select.restore"),
                all: t("select.all", { count: page.total }),
                tooMany: t("select.tooMany", { limit: CHOSEN_MAX }),
                failed: t("select.failed"),
                clear: t("select.clear"),
              }}
            >
              <BackupItems
                items={page.rows}
                kind={kind}
                caption={names[tab].label}
                sourceName={sourceName}
                ownAccountId={ownAccountId}
                restoreHref={
                  mayRestore
                    ? (item) => backupHref(region, backupId, address, { panel: "restore", item: itemName(item) })
                    : undefined
                }
                choosable={choosable}
                pager={{
                  summary:
                    kind === "key" ? t("item.keys", { count: page.total }) : t("item.secrets", { count: page.total }),
                  previousHref: trail.length > 0 ? href({ trail: trail.slice(0, -1) }) : undefined,
                  nextHref: page.next ? href({ trail: [...trail, page.next] }) : undefined,
                }}
              />
            </ChooseItems>
          )}
        </>
      )}
    </Card>
  );
}
