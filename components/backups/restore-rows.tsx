import { useTranslations } from "next-intl";
import { DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { Mono } from "@/components/ui/mono";
import type { RestoreItemView } from "@/lib/domain/backups/list-restore-items";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { ItemBadge, ItemFix, ItemReason } from "./restore-verdict";
import { WarningText } from "./warning-text";

/** The items of a plan or report: what, verdict or outcome, why, and what to do about it. */
export function RestoreRows({
  restore,
  items,
  pager,
}: {
  restore: RestoreView;
  items: readonly RestoreItemView[];
  pager: PagerLinks;
}) {
  const t = useTranslations("backups.plan");
  const isPlan = restore.state === "Planned";
  return (
    <DataTable
      caption={t("items")}
      rows={items}
      rowKey={({ kind, accountId, id }) => `${kind}:${accountId}:${id}`}
      pager={pager}
      columns={[
        { id: "item", label: t("item"), kind: "name", cell: (item) => <Name item={item} /> },
        {
          id: "kind",
          label: t("kind"),
          cell: ({ kind, units }) => (
            <span className="whitespace-nowrap">{kind === "key" ? t("aKey", { units }) : t("aSecret")}</span>
          ),
        },
        {
          id: "verdict",
          label: isPlan ? t("verdict") : t("outcome"),
          kind: "state",
          cell: (item) => <ItemBadge item={item} />,
        },
        { id: "why", label: t("why"), cell: (item) => <Notes item={item} restore={restore} /> },
        {
          id: "fix",
          label: isPlan ? t("fix") : t("next"),
          cell: (item) => (
            <span className="block min-w-24">
              <ItemFix item={item} restore={restore} />
            </span>
          ),
        },
        ...(isPlan
          ? []
          : [
              {
                id: "at",
                label: t("endedAt"),
                leastNeeded: true,
                cell: ({ endedAt }: RestoreItemView) => endedAt && <Moment at={endedAt} only="time" />,
              },
            ]),
      ]}
    />
  );
}

function Name({ item }: { item: RestoreItemView }) {
  const t = useTranslations("backups.plan");
  return (
    <>
      <span className={`block font-medium ${item.kind === "key" ? "break-all md:whitespace-nowrap" : "break-all"}`}>
        {item.id}
      </span>
      {item.encryptionKeyId && (
        <span className="block text-xs text-muted">
          {t.rich("under", { key: () => <Mono>{item.encryptionKeyId ?? ""}</Mono> })}
        </span>
      )}
    </>
  );
}

/** The reason, what differs or would, and whom its policy grants (BKP-104, BKP-105). */
function Notes({ item, restore }: { item: RestoreItemView; restore: RestoreView }) {
  const t = useTranslations("backups.plan");
  const { principals, gone: allGone } = item.grants;
  const told = item.warnings.flatMap((warning) => (warning.code === "PrincipalGone" ? warning.principal : []));
  const gone = allGone.filter((name) => !told.includes(name));
  const comesBack = item.verdict === "Restore";
  return (
    <div className="grid max-w-prose gap-0.5">
      <span className="empty:hidden">
        <ItemReason item={item} />
      </span>
      {item.warnings.map((warning) => (
        <span key={JSON.stringify(warning)} className="text-warn">
          <WarningText warning={warning} />
        </span>
      ))}
      {comesBack && item.mayBeOld && !item.warnings.some(({ code }) => code === "ManagedValueMayBeOld") && (
        <span className="text-warn">{t("mayBeOld")}</span>
      )}
      {comesBack && restore.policies === "saved" && principals.length > 0 && (
        <span className="text-xs text-text-2">
          {t.rich("grants", { names: () => <span className="font-mono break-all">{principals.join(", ")}</span> })}
        </span>
      )}
      {comesBack && restore.policies === "saved" && gone.length > 0 && (
        <span className="text-xs text-warn">
          {t.rich("gone", { names: () => <span className="font-mono break-all">{gone.join(", ")}</span> })}
        </span>
      )}
    </div>
  );
}
