import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { Icon } from "@/components/ui/icon";
import { octagonXIcon } from "@/components/ui/icon-paths";

export interface FieldWiring {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

/**
 * Label above, then the control, then the error, then the help: an error replaces nothing. *Optional* is marked,
 * required is not. The control gets what ties it to them: `{(wiring) => <Input {...wiring} name="alias" />}`.
 */
export function Field({
  label,
  help,
  error,
  optional,
  id: givenId,
  children,
}: {
  label: ReactNode;
  help?: ReactNode;
  error?: ReactNode;
  optional?: boolean;
  /** Given where a summary of errors links to the field. */
  id?: string;
  children: (wiring: FieldWiring) => ReactNode;
}) {
  const t = useTranslations("common.form");
  const ownId = useId();
  const id = givenId ?? ownId;
  const describedBy = [error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ");
  return (
    <div className="grid gap-[5px]">
      <label htmlFor={id} className="flex items-baseline gap-1.5 text-sm font-bold">
        <span>{label}</span>
        {optional && <span className="text-xs font-normal text-muted">{t("optional")}</span>}
      </label>
      {children({ id, "aria-describedby": describedBy || undefined, "aria-invalid": error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-[5px] text-xs text-danger">
          <Icon path={octagonXIcon} size="sm" className="mt-px" />
          {error}
        </p>
      )}
      {help && (
        <p id={`${id}-help`} className="max-w-prose text-xs text-muted">
          {help}
        </p>
      )}
    </div>
  );
}
