import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Renewal } from "@/components/billing/lazy";
import { consoleCtx } from "@/lib/auth/console-context";
import { nextPeriod } from "@/lib/domain/instances/extend-instance";
import { RENEWAL_MONTHS } from "@/lib/domain/instances/instance-rules";
import { clientMessages } from "@/lib/i18n/client-messages";
import { moneyOf } from "../../../instances/money";
import { backupToBuyFor } from "../../backup-to-buy-for";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing.renewal");
  return { title: t("title") };
}

/** BKP-110, also in the 15 days after the end (BKP-52, BKP-111). */
export default async function RenewBackupPage({ params }: PageProps<"/[region]/backups/[backupId]/renew">) {
  const { region, backupId } = await params;
  const [ctx, t] = await Promise.all([consoleCtx(), getTranslations("billing.renewal")]);
  const titles = { title: t("title"), titleOf: (name: string) => t("titleOf", { name }) };
  const asked = await backupToBuyFor({ region, backupId }, "renew", titles);
  if (!asked.backup) return asked.page;
  const { backup, name, endsAt, header } = asked;
  const { timeZone } = ctx.deployment;
  const ends = RENEWAL_MONTHS.map((months) => ({
    months,
    endsAt: nextPeriod(endsAt, ctx.now(), months, timeZone).endsAt,
  }));
  return (
    <>
      {header}
      <Renewal
        scope={await clientMessages("billing")}
        region={region}
        renewed={{ kind: "backup", backupId, name, viewableDays: backup.viewableDays }}
        endsAt={endsAt}
        isExpired={backup.state === "Expired"}
        ends={ends}
        money={await moneyOf(ctx, region)}
      />
    </>
  );
}
