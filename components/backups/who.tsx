import { useTranslations } from "next-intl";

/** Who asked for it: the last part of an ARN, whole on hover; what KMS does by itself in words. */
export function Who({ name }: { name: string }) {
  const t = useTranslations("backups.who");
  if (name.startsWith("job:")) return t("schedule");
  if (name.startsWith("operator:")) return t("operator", { name: name.slice("operator:".length) });
  return (
    <span title={name} className="font-medium">
      {name.slice(name.lastIndexOf(":") + 1)}
    </span>
  );
}
