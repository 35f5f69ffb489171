import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { circleCheckIcon, triangleAlertIcon } from "@/components/ui/icon-paths";
import { Notice } from "@/components/ui/notice";
import { accountHref } from "./account-address";

/** What there is beside the password. `recoveryCodesLeft` is unknown while the gateway is away. */
export function SecondFactorCard({
  since,
  recoveryCodesLeft,
}: {
  since: Date | null;
  recoveryCodesLeft: number | undefined;
}) {
  const t = useTranslations("accounts.secondFactor");
  if (!since) {
    return (
      <Card title={t("title")} actions={<Open dialog="second-factor" label={t("setUp")} primary />}>
        <div className="grid max-w-prose justify-items-start gap-2 text-sm">
          <Badge tone="warn" icon={triangleAlertIcon}>
            {t("off")}
          </Badge>
          <p className="text-text-2">{t("offLead")}</p>
        </div>
      </Card>
    );
  }
  return (
    <Card
      title={t("title")}
      actions={
        <>
          <Open dialog="recovery-codes" label={t("renew")} />
          <Open dialog="remove-second-factor" label={t("remove")} />
        </>
      }
    >
      <div className="grid max-w-prose justify-items-start gap-2 text-sm">
        <Badge tone="ok" icon={circleCheckIcon}>
          <span>{t.rich("on", { since: () => <Moment at={since} /> })}</span>
        </Badge>
        <p className="text-text-2">{t("onLead")}</p>
        {recoveryCodesLeft === 0 && <Notice tone="warn" title={t("left", { count: 0 })} />}
        {recoveryCodesLeft !== undefined && recoveryCodesLeft > 0 && (
          <p className="text-text-2">{t("left", { count: recoveryCodesLeft })}</p>
        )}
      </div>
    </Card>
  );
}

function Open({
  dialog,
  label,
  primary,
}: {
  dialog: Parameters<typeof accountHref>[0];
  label: string;
  primary?: true;
}) {
  return (
    <ButtonLink href={accountHref(dialog)} scroll={false} {...(primary && { tone: "primary" })}>
      {label}
    </ButtonLink>
  );
}
