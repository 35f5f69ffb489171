import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { lockIcon } from "@/components/ui/icon-paths";
import type { Lack } from "@/lib/domain/lack";
import { PermissionReason } from "./permission-reason";

/** In place of a page that the caller may not read: never an empty list, never an error (P10). */
export function NoPermissionPage({
  lack,
  act,
}: {
  /** Or all that the page would take. */
  lack: Lack | readonly Lack[];
  /** A page to do something on, not to see. */
  act?: boolean;
}) {
  const t = useTranslations("common.permission");
  return (
    <Card>
      <div className="grid justify-items-center gap-3 px-2 py-10">
        <Icon path={lockIcon} className="size-7 text-muted" />
        <h2 className="text-center text-balance">{act ? t("act") : t("page")}</h2>
        <div className="w-full max-w-120">
          <PermissionReason lack={lack} />
        </div>
      </div>
    </Card>
  );
}

/** In place of one part of a page; the rest of it is there. */
export function NoPermissionPart({
  lack,
  act,
}: {
  lack: Lack;
  /** It is something to do, not to see. */
  act?: boolean;
}) {
  const t = useTranslations("common.permission");
  return (
    <div className="flex items-start gap-3 p-3 text-sm md:p-4">
      <Icon path={lockIcon} className="mt-0.5 text-muted" />
      <div className="min-w-0">
        <p className="mb-1 font-bold">{act ? t("act") : t("part")}</p>
        <PermissionReason lack={lack} />
      </div>
    </div>
  );
}
