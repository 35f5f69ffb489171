import { useTranslations } from "next-intl";
import { StateBadge } from "@/components/patterns/state-badge";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";
import { AccountName } from "./account-name";

export type AccountAccess = ResourceShareView["principals"][number]["accounts"][number];

/** What came of a share for each account it means: Active, or Failed for want of quota (SHR-15). */
export function AccessList({
  accounts,
  instanceNames,
  bare,
}: {
  accounts: readonly AccountAccess[];
  /** Given where the accounts may be in several instances: which one a state is about. */
  instanceNames?: ReadonlyMap<string, string> | undefined;
  /** The account is named beside it. */
  bare?: boolean;
}) {
  const t = useTranslations("sharing.principals");
  if (accounts.length === 0) return <p className="text-sm text-muted">{t("nobodyYet")}</p>;
  return (
    <ul className="grid gap-1.5 text-sm">
      {accounts.map(({ accountId, accountName, instanceId, state }) => (
        <li key={`${accountId} ${instanceId}`} className="flex items-start justify-between gap-3">
          <span className="min-w-0">
            {!bare && <AccountName accountId={accountId} name={accountName} />}
            {instanceNames && (
              <span className="block text-xs text-muted">
                {t("inInstance", { name: instanceNames.get(instanceId) ?? instanceId })}
              </span>
            )}
          </span>
          <span className="flex-none">
            <StateBadge of="access" state={state} />
          </span>
        </li>
      ))}
    </ul>
  );
}

export const failedOf = (accounts: readonly AccountAccess[]) => accounts.filter(({ state }) => state === "Failed");
