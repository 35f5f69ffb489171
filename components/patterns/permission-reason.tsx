import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import type { Lack } from "@/lib/domain/lack";

/** Which permission is missing, to copy into a request for it, and who can grant it (P10). */
export function PermissionReason({ lack }: { lack: Lack }) {
  const t = useTranslations("common.permission");
  const copy = useTranslations("common.copy");
  const rows = [
    { label: t("action"), value: lack.action },
    { label: t("resource"), value: lack.resource },
  ];
  return (
    <div className="grid gap-2 text-left">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] items-baseline gap-x-3 gap-y-0.5">
        {rows.map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-xs text-muted">{label}</dt>
            <dd className="flex items-start gap-0.5">
              {/* Whole, on as many lines as it takes: who grants it must be able to read it out. */}
              <span className="min-w-0 font-mono text-xs leading-6 break-all">{value}</span>
              <CopyButton value={value} label={copy("copy", { what: label })} copiedLabel={copy("copied")} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="text-xs text-text-2">{t("grant")}</p>
    </div>
  );
}
