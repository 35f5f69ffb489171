import { useTranslations } from "next-intl";
import { OfferLink } from "@/components/patterns/offer-link";
import { PermissionReason } from "@/components/patterns/permission-reason";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import type { ProtectedKey } from "@/lib/domain/instances/list-protected-keys";
import { isLack, type Lack } from "@/lib/domain/lack";
import { unprotectKeyHref } from "./instance-actions";
import { SettingRow } from "./setting-row";

export interface ListedKeys {
  /** `lack`: the permission to switch it off. */
  keys: readonly (ProtectedKey & { lack: Lack | null })[];
  more: boolean;
}

/** The instance's keys whose own deletion protection is on, switched off here too (KEY-57). */
export function ProtectedKeys({
  instance: { region, instanceId },
  page,
  keys: listed,
}: {
  instance: Pick<InstanceView, "region" | "instanceId">;
  page: string;
  keys: ListedKeys | Lack;
}) {
  const t = useTranslations("instances.details");
  const common = useTranslations("common.label");
  if (isLack(listed)) {
    return (
      <SettingRow title={t("keysProtectedTitle")}>
        <PermissionReason lack={listed} />
      </SettingRow>
    );
  }
  if (listed.keys.length === 0) {
    return <SettingRow title={t("keysProtectedTitle")}>{t("keysProtectedNone")}</SettingRow>;
  }
  return (
    <SettingRow title={t("keysProtectedTitle")}>
      {t("keysProtectedSay")}
      <ul className="mt-2 grid gap-2">
        {listed.keys.map(({ keyId, aliases, description, lack }) => (
          <li key={keyId} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0 flex-1 basis-48">
              <TextLink href={`/${region}/keys/${keyId}`} className="block break-words">
                {aliases[0] ?? <Mono>{keyId}</Mono>}
              </TextLink>
              {aliases[0] ? <Mono muted>{keyId}</Mono> : <span className="text-muted">{description}</span>}
            </span>
            <OfferLink lack={lack} href={unprotectKeyHref(page, instanceId, keyId)} scroll={false} size="sm">
              {common("disable")}
            </OfferLink>
          </li>
        ))}
      </ul>
      {listed.more && <p className="mt-2 text-muted">{t("keysProtectedMore", { count: listed.keys.length })}</p>}
    </SettingRow>
  );
}
