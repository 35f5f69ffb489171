import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Explained } from "@/components/ui/explained";
import { Icon } from "@/components/ui/icon";
import { lockIcon } from "@/components/ui/icon-paths";
import type { Lack } from "@/lib/domain/lack";
import { PermissionReason } from "./permission-reason";

/** The button of something that the caller has no permission for: it stays, and says which one and who can grant it (P10). */
export function LockedAction({
  lack,
  children,
  size,
  asText,
  className,
}: {
  lack: Lack;
  children: ReactNode;
  size?: "md" | "sm";
  asText?: boolean;
  className?: string;
}) {
  const t = useTranslations("common.permission");
  const errors = useTranslations("errors");
  return (
    <Explained
      size={size}
      asText={asText}
      className={className}
      text={`${errors("NoPermission", { ...lack })} ${t("grant")}`}
      reason={
        <>
          <strong className="mb-1 block font-bold">{t("act")}</strong>
          <PermissionReason lack={lack} />
        </>
      }
    >
      <Icon path={lockIcon} size={size === "sm" || asText ? "xs" : "sm"} />
      {children}
    </Explained>
  );
}

/** A figure that the caller may not see, in its place. */
export function LockedFigure({ lack }: { lack: Lack }) {
  const t = useTranslations("common.permission");
  return (
    <LockedAction lack={lack} asText className="text-sm font-medium">
      {t("none")}
    </LockedAction>
  );
}
