import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import type { Lack } from "@/lib/domain/lack";

/** Which permission is missing, or which all are, to copy into a request for it, and who can grant it (P10). */
export function PermissionReason({ lack }: { lack: Lack | readonly Lack[] }) {
  const t = useTranslations("common.permission");
  const copy = useTranslations("common.copy");
  const rows = [lack].flat().flatMap(({ action, resource }) => [
    { id: action, label: t("action"), value: action },
    { id: `${action} ${resource}`, label: t("resource"), value: resource },
  ]);
  return (
    <div className="grid gap-2 text-left">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] items-baseline gap-x-3 gap-y-0.5">
        {rows.map(({ id, label, value }) => (
          <div key={id} className="contents">
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
