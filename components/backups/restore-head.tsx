import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { ButtonLink } from "@/components/ui/button";
import type { RestoreView } from "@/lib/domain/backups/restore-view";
import { backupHref } from "./backup-address";
import { Duration } from "./duration";
import { type RestoreAddress, type RestoreDialog, restoreHref } from "./restore-address";
import { RestoreBadge } from "./restore-badge";
import { restoreLackOf } from "./restore-offers";
import { Who } from "./who";

/** Title by what it is now: plan, work or report; what was done to it so far, and what can be done with it. */
export function RestoreHead({ restore, address }: { restore: RestoreView; address: RestoreAddress }) {
  const t = useTranslations("backups.plan");
  const nav = useTranslations("common.label");
  const { region, backupId, backupAlias, restoreId, state, destination, createdAt, createdBy, startedAt, endedAt } =
    restore;
  const into = destination.name ?? destination.instanceId;
  const titles = {
    Planned: t("titlePlan"),
    Running: t("titleRunning", { into }),
    Stopped: t("titleStopped"),
    Failed: t("titleFailed"),
    Done: t("titleDone"),
  };
  const dialog = (name: RestoreDialog) => restoreHref(restore, address, name);
  const offer = (name: "stop" | "resume" | "discard", label: string, tone?: "primary") =>
    restore.actions.includes(name) && (
      <OfferLink lack={restoreLackOf(restore)} href={dialog(name)} scroll={false} tone={tone}>
        {label}
      </OfferLink>
    );
  return (
    <PageHeader
      title={titles[state]}
      state={<RestoreBadge restore={restore} />}
      crumbs={[
        { label: nav("backups"), href: `/${region}/backups` },
        { label: backupAlias ?? backupId, href: backupHref(region, backupId) },
        { label: titles[state] },
      ]}
      facts={
        <span className="flex flex-wrap items-center gap-x-4 gap-y-0.5">
          <CopyableId id={restoreId} what={t("restoreId")} />
          <span>
            {startedAt
              ? t.rich("startedBy", { at: () => <Moment at={startedAt} />, who: () => <Who name={createdBy} /> })
              : t.rich("plannedBy", { at: () => <Moment at={createdAt} />, who: () => <Who name={createdBy} /> })}
          </span>
          {startedAt && endedAt && (
            <span>
              {t.rich("endedAfter", {
                at: () => <Moment at={endedAt} only="time" />,
                time: () => <Duration ms={endedAt.getTime() - startedAt.getTime()} />,
              })}
            </span>
          )}
          {state === "Planned" && <span>{t("nothingYet")}</span>}
          {state === "Running" && <span>{t("leave")}</span>}
        </span>
      }
      actions={
        <>
          <Download restore={restore} />
          {state === "Planned" && (
            <ButtonLink href={dialog("again")} scroll={false}>
              {t("again")}
            </ButtonLink>
          )}
          {offer("stop", t("stop"))}
          {state !== "Planned" && offer("discard", t("end"))}
          {offer("resume", t("resume"), "primary")}
          {state === "Done" && restore.counts.failed > 0 && (
            <ButtonLink href={dialog("retry")} scroll={false} tone="primary">
              {t("retry")}
            </ButtonLink>
          )}
        </>
      }
    />
  );
}

/** The items as a file: whole, whatever is filtered here. */
function Download({ restore: { region, restoreId } }: { restore: RestoreView }) {
  const t = useTranslations("backups.plan");
  const href = (format: "csv" | "json") => `/api/console/restores/${restoreId}?region=${region}&format=${format}`;
  return (
    <>
      <ButtonLink href={href("csv")} download aria-label={t("csvName")}>
        {t("csv")}
      </ButtonLink>
      <ButtonLink href={href("json")} download aria-label={t("jsonName")}>
        {t("json")}
      </ButtonLink>
    </>
  );
}
