import { getTranslations } from "next-intl/server";
import { ConfirmAct } from "@/components/ram/lazy";
import {
  deleteLoginProfileAction,
  deleteUserAccessKeyAction,
  deleteUserAction,
  detachPolicyAction,
  removeUserFromGroupAction,
  resetSecondFactorAction,
  setUserAccessKeyStateAction,
} from "@/lib/actions/ram";
import { clientMessages } from "@/lib/i18n/client-messages";

type Search = Readonly<Record<string, string | string[] | undefined>>;

/** The decision about a user that the URL names: `?dialog=delete`. Nothing for an address that says none. */
export async function ConfirmUserAct({
  userName: name,
  search,
  closeHref,
  goneHref,
}: {
  userName: Search[string];
  search: Search;
  closeHref: string;
  goneHref: string;
}) {
  const { dialog } = search;
  if (typeof name !== "string" || typeof dialog !== "string") return null;
  const [key, group, policy] = [textOf(search.key), textOf(search.group), textOf(search.policy)];
  const [scope, t] = await Promise.all([clientMessages("ram"), getTranslations("ram")]);
  const common = { scope, closeHref };
  switch (dialog) {
    case "delete":
      return (
        <ConfirmAct
          {...common}
          title={t("user.delete")}
          say={t("user.deleteSay")}
          verb={t("user.delete")}
          done={t("user.deleted", { name })}
          typed={name}
          action={deleteUserAction.bind(null, name)}
          goneHref={goneHref}
        />
      );
    case "login":
      return (
        <ConfirmAct
          {...common}
          title={t("login.take")}
          say={t("login.takeSay")}
          verb={t("login.take")}
          done={t("login.taken", { name })}
          danger
          action={deleteLoginProfileAction.bind(null, name)}
        />
      );
    case "factor":
      return (
        <ConfirmAct
          {...common}
          title={t("login.resetFactor")}
          say={t("login.resetFactorSay")}
          verb={t("login.resetFactor")}
          done={t("login.factorReset", { name })}
          danger
          action={resetSecondFactorAction.bind(null, name)}
        />
      );
    case "leave":
      return (
        <ConfirmAct
          {...common}
          title={t("user.leave")}
          say={t("group.removeSay", { user: name, group })}
          verb={t("user.leave")}
          done={t("group.removed", { user: name, group })}
          action={removeUserFromGroupAction.bind(null, { groupName: group, userName: name })}
        />
      );
    case "detach":
      return (
        <ConfirmAct
          {...common}
          title={t("attach.detach")}
          say={t("attach.detachSay", { policy, name })}
          verb={t("attach.detach")}
          done={t("attach.detached", { policy, name })}
          action={detachPolicyAction.bind(
            null,
            { kind: "user", name },
            { policyType: typeOf(search), policyName: policy },
          )}
        />
      );
    case "disable-access-key":
      return (
        <ConfirmAct
          {...common}
          title={t("accessKey.disable")}
          say={t("accessKey.disableSay", { id: key })}
          verb={t("accessKey.disable")}
          done={t("accessKey.disabled", { id: key })}
          action={setUserAccessKeyStateAction.bind(null, { userName: name, accessKeyId: key, state: "Inactive" })}
        />
      );
    case "enable-access-key":
      return (
        <ConfirmAct
          {...common}
          title={t("accessKey.enable")}
          say={t("accessKey.enableSay", { id: key })}
          verb={t("accessKey.enable")}
          done={t("accessKey.enabled", { id: key })}
          action={setUserAccessKeyStateAction.bind(null, { userName: name, accessKeyId: key, state: "Active" })}
        />
      );
    case "delete-access-key":
      return (
        <ConfirmAct
          {...common}
          title={t("accessKey.delete")}
          say={t("accessKey.deleteSay", { id: key })}
          verb={t("accessKey.delete")}
          done={t("accessKey.deleted", { id: key })}
          danger
          action={deleteUserAccessKeyAction.bind(null, { userName: name, accessKeyId: key })}
        />
      );
    default:
      return null;
  }
}

function textOf(value: Search[string]): string {
  return typeof value === "string" ? value : "";
}

function typeOf({ type }: Search): "System" | "Custom" {
  return type === "System" ? "System" : "Custom";
}
