import { useTranslations } from "next-intl";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import { type InstanceCall, refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import type { InstanceView } from "@/lib/domain/instances/instance-view";

/** What a link to a dialog says in the URL: `?dialog=release&instance=kst-…`. */
export const DIALOGS = ["setDefault", "unsetDefault", "protect", "unprotect", "rename", "release"] as const;
export type InstanceDialogName = (typeof DIALOGS)[number];

export const isDialog = (text: unknown): text is InstanceDialogName => DIALOGS.some((name) => name === text);

/** `page` may hold a query already: its place in the list. */
export const dialogHref = (page: string, dialog: InstanceDialogName, instanceId: string) =>
  `${page}${page.includes("?") ? "&" : "?"}dialog=${dialog}&instance=${instanceId}`;
export const enableHref = (page: string, instanceId: string) =>
  `${page}${page.includes("?") ? "&" : "?"}panel=enable&instance=${instanceId}`;

/** Whether a menu would hold anything. */
export function hasMoreActions(instance: InstanceView): boolean {
  return refusalOfCall("UpdateInstanceName", instance) === null;
}

/** The row's menu (INS-48): what is impossible now is absent, and explained on the details page. */
export function MoreInstanceActions({ instance, page }: { instance: InstanceView; page: string }) {
  const t = useTranslations("instances.call");
  const can = (call: InstanceCall) => refusalOfCall(call, instance) === null;
  const link = (dialog: InstanceDialogName, label: string, danger = false) => (
    <TextLink
      key={dialog}
      href={dialogHref(page, dialog, instance.instanceId)}
      scroll={false}
      className={menuItemClass({ danger })}
    >
      {label}
    </TextLink>
  );
  return (
    <>
      {instance.isDefault && link("unsetDefault", t("unsetDefault"))}
      {!instance.isDefault && can("SetDefaultInstance") && link("setDefault", t("setDefault"))}
      {can("UpdateInstanceName") && link("rename", t("rename"))}
      {can("SetInstanceDeletionProtection") &&
        (instance.deletionProtection
          ? link("unprotect", t("disableProtection"))
          : link("protect", t("enableProtection")))}
      {can("ReleaseInstance") && link("release", t("release"), true)}
    </>
  );
}
