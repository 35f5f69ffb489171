import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Moment } from "@/components/patterns/moment";
import { Icon } from "@/components/ui/icon";
import { circleIcon, shieldCheckIcon, triangleAlertIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";
import type { KeyAssociations } from "@/lib/domain/keys/describe-key-associations";

const SHOWN = 3;

/** The key association check in a dialog: what uses the key, and what still holds it (KEY-51, KEY-55, KEY-58). */
export function AssociationSummary({
  associations,
  keyStays,
}: {
  associations: KeyAssociations;
  /** Of an act that does not delete the key: then no backup can bring back what it takes (BKP-93). */
  keyStays?: boolean;
}) {
  const t = useTranslations("keys.associations");
  const { secrets, secretsTotal, callers, callersTotal, backups, deliveries } = associations;
  const [latest] = callers;
  return (
    <section aria-label={t("title")} className="rounded-2 border border-line bg-sunken p-3 text-sm">
      <h3 className="mb-2">{t("title")}</h3>
      <ul className="grid gap-2">
        <Line warns={secretsTotal > 0}>
          {secretsTotal > 0 ? t("secrets", { count: secretsTotal }) : t("noSecrets")}
          <Names names={secrets.map((secret) => secret.name)} total={secretsTotal} />
        </Line>
        {deliveries.length > 0 && (
          <Line warns>
            {t("deliveries", { count: deliveries.length })}
            <Names names={deliveries.map(({ name }) => name)} total={deliveries.length} />
          </Line>
        )}
        <Line warns={callers.length > 0}>
          {latest
            ? t.rich("callers", { count: callersTotal, at: () => <Moment at={latest.lastAt} /> })
            : t("noCallers")}
          <Names names={callers.map(callerName)} total={callersTotal} />
        </Line>
        {!keyStays && (
          <Line warns={backups.length === 0} holds={backups.length > 0}>
            {backups.length > 0 ? t("backups", { count: backups.length }) : t("noBackups")}
            <Names names={backups.map(({ alias, backupId }) => alias ?? backupId)} total={backups.length} />
          </Line>
        )}
      </ul>
    </section>
  );
}

/** By AccessKey where it was a program (KEY-55). */
function callerName({ actor, accessKeyId }: KeyAssociations["callers"][number]): string {
  return accessKeyId ? `${actor} ${accessKeyId}` : actor;
}

function Line({ warns, holds, children }: { warns: boolean; holds?: boolean; children: ReactNode }) {
  const path = warns ? triangleAlertIcon : holds ? shieldCheckIcon : circleIcon;
  const tone = warns ? "mt-0.5 text-warn" : holds ? "mt-0.5 text-ok" : "mt-0.5 text-muted";
  return (
    <li className="flex items-start gap-2">
      <Icon path={path} className={tone} />
      <div className="min-w-0">{children}</div>
    </li>
  );
}

function Names({ names, total }: { names: readonly string[]; total: number }) {
  const t = useTranslations("keys.associations");
  if (names.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-x-2 text-xs text-muted">
      {names.slice(0, SHOWN).map((name) => (
        <Mono key={name}>{name}</Mono>
      ))}
      {total > SHOWN && <span>{t("more", { count: total - SHOWN })}</span>}
    </div>
  );
}
