import { useTranslations } from "next-intl";
import { menuItemClass } from "@/components/ui/menu-item";
import { TextLink } from "@/components/ui/text-link";
import { type InstanceCall, refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { lackOf } from "./instance-lack";

/** What a link to a dialog says in the URL: `?dialog=release&instance=kst-…`. */
export const DIALOGS = [
  "setDefault",
  "unsetDefault",
  "protect",
  "unprotect",
  "rename",
  "renewal",
  "upgradeImage",
  "cancelUpgrade",
  "rollBack",
  "vpcs",
  "unprotectKey",
  "release",
  "unsubscribe",
  "independent",
] as const;
export type InstanceDialogName = (typeof DIALOGS)[number];

export const isDialog = (text: unknown): text is InstanceDialogName => DIALOGS.some((name) => name === text);

/** `page` may hold a query already: its place in the list. */
export const dialogHref = (page: string, dialog: InstanceDialogName, instanceId: string) =>
  `${page}${page.includes("?") ? "&" : "?"}dialog=${dialog}&instance=${instanceId}`;
export const enableHref = (page: string, instanceId: string) =>
  `${page}${page.includes("?") ? "&" : "?"}panel=enable&instance=${instanceId}`;

export const unprotectKeyHref = (page: string, instanceId: string, keyId: string) =>
  `${dialogHref(page, "unprotectKey", instanceId)}&key=${keyId}`;
/** Money has pages of its own. */
export const renewHref = ({ region, instanceId }: Named) => `/${region}/instances/${instanceId}/renew`;
export const upgradeHref = ({ region, instanceId }: Named) => `/${region}/instances/${instanceId}/upgrade`;

type Named = Pick<InstanceView, "region" | "instanceId">;

/** Possible now, and permitted. */
export function offers(instance: InstanceView, call: InstanceCall): boolean {
  return refusalOfCall(call, instance) === null && lackOf(instance, call) === null;
}

const IN_MENU = [
  "CreateRenewalOrder",
  "CreateSpecificationOrder",
  "SetDefaultInstance",
  "UpdateInstanceName",
  "SetInstanceDeletionProtection",
] as const;

/** Whether a menu would hold anything. */
export function hasMoreActions(instance: InstanceView, mayRelease: boolean): boolean {
  const ends = mayRelease && (offers(instance, "ReleaseInstance") || offers(instance, "UnsubscribeInstance"));
  return ends || IN_MENU.some((call) => offers(instance, call)) || unsetsDefault(instance);
}

/** Taken back in every state. */
const unsetsDefault = (instance: InstanceView) => instance.isDefault && lackOf(instance, "SetDefaultInstance") === null;

/** The row's menu (INS-48): what is impossible now or not permitted is absent, and explained on the details page. */
export function MoreInstanceActions({
  instance,
  page,
  mayRelease,
}: {
  instance: InstanceView;
  page: string;
  mayRelease: boolean;
}) {
  const t = useTranslations("instances.call");
  const can = (call: InstanceCall) => offers(instance, call);
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
  const toPage = (href: string, label: string) => (
    <TextLink href={href} className={menuItemClass({})}>
      {label}
    </TextLink>
  );
  return (
    <>
      {can("CreateRenewalOrder") && toPage(renewHref(instance), t("renew"))}
      {can("CreateSpecificationOrder") && toPage(upgradeHref(instance), t("upgrade"))}
      {unsetsDefault(instance) && link("unsetDefault", t("unsetDefault"))}
      {!instance.isDefault && can("SetDefaultInstance") && link("setDefault", t("setDefault"))}
      {can("UpdateInstanceName") && link("rename", t("rename"))}
      {can("SetInstanceDeletionProtection") &&
        (instance.deletionProtection
          ? link("unprotect", t("disableProtection"))
          : link("protect", t("enableProtection")))}
      {mayRelease && can("ReleaseInstance") && link("release", t("release"), true)}
      {mayRelease && can("UnsubscribeInstance") && link("unsubscribe", t("unsubscribe"), true)}
    </>
  );
}
