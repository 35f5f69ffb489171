import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackupExtension } from "@/components/backups/lazy";
import { consoleCtx } from "@/lib/auth/console-context";
import { businessDayOf, restOfPeriod } from "@/lib/domain/calendar";
import { clientMessages } from "@/lib/i18n/client-messages";
import { moneyOf } from "../../../instances/money";
import { backupToBuyFor } from "../../backup-to-buy-for";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("backups.extend");
  return { title: t("title") };
}

/** Extend Queryable Range (BKP-82). */
export default async function ExtendBackupPage({ params }: PageProps<"/[region]/backups/[backupId]/extend">) {
  const { region, backupId } = await params;
  const [ctx, t] = await Promise.all([consoleCtx(), getTranslations("backups.extend")]);
  const titles = { title: t("title"), titleOf: (name: string) => t("titleOf", { name }) };
  const asked = await backupToBuyFor({ region, backupId }, "extend", titles);
  if (!asked.backup) return asked.page;
  const { backup, name, endsAt, header } = asked;
  const { viewableDays, range, enabledAt } = backup;
  const { timeZone } = ctx.deployment;
  return (
    <>
      {header}
      <BackupExtension
        scope={await clientMessages("backups", "billing")}
        region={region}
        backupId={backupId}
        name={name}
        from={viewableDays}
        range={range}
        enabledDay={enabledAt && businessDayOf(enabledAt, timeZone)}
        endsAt={endsAt}
        rest={restOfPeriod(ctx.now(), endsAt, timeZone)}
        money={await moneyOf(ctx, region)}
      />
    </>
  );
}
