import { useTranslations } from "next-intl";

/** For the footer of a form: how many fields need attention, each a link to it. */
export function FieldErrors({ fields }: { fields: readonly { id: string; label: string }[] }) {
  const t = useTranslations("common.form");
  if (fields.length === 0) return null;
  return (
    <p>
      {t("fieldsNeedAttention", { count: fields.length })}{" "}
      {fields.map((field, index) => (
        <span key={field.id}>
          {index > 0 && ", "}
          <a href={`#${field.id}`}>{field.label}</a>
        </span>
      ))}
    </p>
  );
}
