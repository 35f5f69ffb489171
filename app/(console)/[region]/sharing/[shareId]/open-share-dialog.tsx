import { getTranslations } from "next-intl/server";
import { calledOf } from "@/components/instances/shown-state";
import { ConfirmAct } from "@/components/ram/lazy";
import { AddInstancesPanel, AddPrincipalsPanel, EndSharingDialog, NameDialog } from "@/components/sharing/lazy";
import { disassociateResourceShareAction } from "@/lib/actions/sharing";
import { consoleCtx } from "@/lib/auth/console-context";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { SHARE_NAME_MAX } from "@/lib/domain/sharing/share-rules";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readableOr } from "../../../readable";
import { knownPrincipals } from "../known-principals";

type Search = Readonly<Record<string, string | string[] | undefined>>;

/** The panel or dialog of a share that the URL names, for one that may do it. */
export async function OpenShareDialog({
  share,
  search,
  closeHref,
  goneHref,
}: {
  share: ResourceShareView;
  search: Search;
  closeHref: string;
  goneHref: string;
}) {
  const { panel, dialog } = search;
  if (panel === undefined && dialog === undefined) return null;
  const [scope, t, ctx] = await Promise.all([
    clientMessages("sharing", "states"),
    getTranslations("sharing"),
    consoleCtx(),
  ]);
  const { region, shareId, name } = share;
  const common = { scope, closeHref };
  const may = (call: ResourceShareView["lacking"][number]) => !share.lacking.includes(call);
  if (panel === "principals" && may("AssociateResourceShare")) {
    return <AddPrincipalsPanel {...common} region={region} shareId={shareId} known={await knownPrincipals(ctx)} />;
  }
  if (panel === "instances" && may("AssociateResourceShare")) {
    const own = await readableOr(listInstances(ctx, { region, shared: false, page: { size: 100 } }), { rows: [] });
    const instances = own.rows
      .filter(
        ({ service, instanceId }) =>
          service === "serves" && !share.instances.some((one) => one.instanceId === instanceId),
      )
      .map((one) => ({ instanceId: one.instanceId, name: calledOf(one), mode: one.sharingMode }));
    return <AddInstancesPanel {...common} region={region} shareId={shareId} instances={instances} />;
  }
  if (dialog === "rename" && may("UpdateResourceShare")) {
    return (
      <NameDialog
        {...common}
        of={{ kind: "share", region, shareId }}
        title={t("share.rename")}
        say={t("share.renameSay")}
        label={t("settings.name")}
        help={t("settings.nameHelp", { limit: SHARE_NAME_MAX })}
        wrong={t("settings.nameWrong")}
        verb={t("share.rename")}
        done={t("share.renamed")}
        name={name}
      />
    );
  }
  if (dialog === "end" && may("DeleteResourceShare")) {
    const accounts = share.principals.flatMap((principal) => principal.accounts);
    const active = new Set(accounts.filter(({ state }) => state === "Active").map(({ accountId }) => accountId)).size;
    return <EndSharingDialog {...common} {...{ region, shareId, name, accounts: active, goneHref }} />;
  }
  if (!may("DisassociateResourceShare")) return null;
  const instance = dialog === "removeInstance" && share.instances.find((one) => one.instanceId === search.instance);
  if (instance) {
    return (
      <ConfirmAct
        {...common}
        title={t("instances.removeTitle", { name: instance.name ?? instance.instanceId })}
        say={t("instances.removeSay")}
        verb={t("instances.remove")}
        done={t("instances.removed")}
        action={disassociateResourceShareAction.bind(null, { region, shareId, instanceIds: [instance.instanceId] })}
      />
    );
  }
  const principal =
    dialog === "removePrincipal" && share.principals.find((one) => one.principalId === search.principal);
  if (!principal) return null;
  const called =
    principal.accountName ?? principal.folderName ?? principal.accountId ?? principal.folderId ?? t("kind.directory");
  return (
    <ConfirmAct
      {...common}
      title={t("principals.removeTitle", { name: called })}
      say={t("principals.removeSay")}
      verb={t("principals.remove")}
      done={t("principals.removed")}
      action={disassociateResourceShareAction.bind(null, { region, shareId, principalIds: [principal.principalId] })}
    />
  );
}
