import { useTranslations } from "next-intl";
import { EntryForm } from "@/components/accounts/entry-form";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { restoreInstallationAction } from "@/lib/actions/accounts";
import type { InstallationView } from "@/lib/domain/system-backup/list-system-backups";

/** A deployment that the store holds, on the first page, and the way back to it without an account (P3). */
export function RestoreInstallation({ token, installation }: { token: string; installation: InstallationView }) {
  const t = useTranslations("installation.restore");
  const { installationId, accounts, backups, systemBackups } = installation;
  const whole = systemBackups.find(({ opens }) => opens);
  const isClosed = systemBackups.length > 0 && !whole;
  const system = whole ?? systemBackups[0];
  return (
    <section className="grid gap-4 border-line border-b pb-6">
      <div className="grid gap-1">
        <h2 className="font-bold text-lg">{t("title")}</h2>
        <p className="text-sm text-text-2">{t("found")}</p>
      </div>
      <KeyValue
        entries={[
          { label: t("installation"), value: <span className="break-all font-mono">{installationId}</span> },
          { label: t("accounts"), value: whole?.accounts ?? accounts },
          { label: t("backups"), value: backups },
          { label: t("system"), value: system ? <Moment at={system.at} /> : t("none") },
        ]}
      />
      {isClosed ? (
        <Notice tone="danger" title={t("closed")} />
      ) : (
        <>
          {whole && whole !== systemBackups[0] && <Notice tone="warn" title={t("older")} />}
          <EntryForm action={restoreInstallationAction} submit={t("submit")} wide>
            <input type="hidden" name="token" value={token} />
            <input type="hidden" name="installationId" value={installationId} />
            {whole && <input type="hidden" name="systemBackup" value={whole.name} />}
            <p className="text-sm text-text-2">{whole ? t("body") : t("noneSay")}</p>
          </EntryForm>
          <ButtonLink href="/sign-in">{t("signIn")}</ButtonLink>
        </>
      )}
      <p className="text-muted text-sm">{t("anew")}</p>
    </section>
  );
}
