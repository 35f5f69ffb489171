import { useTranslations } from "next-intl";
import { dialogHref } from "@/components/instances/instance-actions";
import { QuotaBar } from "@/components/instances/quota-bar";
import { SettingAction, SettingRow, SettingRows } from "@/components/instances/setting-row";
import { StateBadge } from "@/components/patterns/state-badge";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { ErrorCode } from "@/lib/domain/errors";
import type { Lack } from "@/lib/domain/lack";
import type { InstanceAccess } from "@/lib/domain/sharing/shares/describe-instance-access";
import { AccountName } from "./account-name";
import { FailedNotice } from "./failed-notice";
import { ModeName } from "./mode-name";
import { shareHref, shareInstanceHref } from "./sharing-address";

export interface AccessOffers {
  share: { refusal: ErrorCode | null; lack: Lack | null };
  mode: { refusal: ErrorCode | null; lack: Lack | null };
}

/** Who may work in the instance and why, and what that takes of the quota (SHR-07, SHR-14, SHR-15, POL-19, POL-20). */
export function AccessCard({
  region,
  instanceId,
  access,
  shares,
  page,
  offers,
}: {
  region: string;
  instanceId: string;
  access: InstanceAccess;
  /** The account's shares that hold the instance. */
  shares: readonly { shareId: string; name: string }[];
  page: string;
  offers: AccessOffers;
}) {
  const t = useTranslations("sharing.access");
  const { quota, used, vpcs, accounts, failed, sharingMode } = access;
  return (
    <Card
      title={t("title")}
      flush
      actions={
        <SettingAction
          refusal={offers.share.refusal}
          lack={offers.share.lack}
          href={shareInstanceHref(page, instanceId)}
          verb={t("share")}
        />
      }
    >
      <div className="grid gap-3 border-b border-line p-3 text-sm md:p-4">
        <div className="grid max-w-120 gap-1">
          <QuotaBar wide used={used} quota={quota} />
          <p className="text-text-2">{t("made", { accounts: accounts.length, vpcs })}</p>
        </div>
        <p className="max-w-prose text-xs text-muted">{t("withdrawn")}</p>
        {failed.length > 0 && <FailedNotice count={failed.length} />}
      </div>
      <SettingRows>
        <SettingRow title={t("accounts")}>
          {accounts.length + failed.length === 0 ? (
            t("accountsNone")
          ) : (
            <ul className="grid gap-2 pt-1 text-text">
              {accounts.map(({ accountId, name, shared, keys, secrets }) => (
                <li key={accountId} className="flex flex-wrap items-start gap-x-6">
                  <span className="min-w-0 flex-1 basis-48">
                    <AccountName accountId={accountId} name={name} />
                  </span>
                  <span className="flex-1 basis-56 text-text-2">
                    {shared && <span className="block">{t("shared")}</span>}
                    {keys + secrets > 0 && <span className="block">{t("policies", { keys, secrets })}</span>}
                  </span>
                </li>
              ))}
              {failed.map(({ accountId, name }) => (
                <li key={accountId} className="flex flex-wrap items-start gap-x-6">
                  <span className="min-w-0 flex-1 basis-48">
                    <AccountName accountId={accountId} name={name} />
                  </span>
                  <span className="flex-1 basis-56">
                    <StateBadge of="access" state="Failed" />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </SettingRow>
        <SettingRow title={t("shares")}>
          {shares.length === 0 ? (
            t("sharesNone")
          ) : (
            <ul>
              {shares.map(({ shareId, name }) => (
                <li key={shareId}>
                  <TextLink href={shareHref(region, shareId)}>{name}</TextLink>
                </li>
              ))}
            </ul>
          )}
        </SettingRow>
        <SettingRow
          title={t("mode")}
          actions={
            sharingMode === "Joint" && (
              <SettingAction
                refusal={offers.mode.refusal}
                lack={offers.mode.lack}
                href={dialogHref(page, "independent", instanceId)}
                verb={t("toIndependent")}
              />
            )
          }
        >
          <strong className="font-medium text-text">
            <ModeName mode={sharingMode} />
          </strong>{" "}
          {sharingMode === "Joint" ? t("jointSay") : t("independentSay")}
        </SettingRow>
      </SettingRows>
    </Card>
  );
}
