import { getLocale } from "next-intl/server";
import type { ComponentProps } from "react";
import { amountText } from "@/components/billing/amount-text";
import { type InstanceDialogName, isDialog, offers } from "@/components/instances/instance-actions";
import { versionText } from "@/components/instances/instance-image";
import { lackOf } from "@/components/instances/instance-lack";
import {
  DecisionDialog,
  EnablePanel,
  ReleaseDialog,
  RenameDialog,
  RenewalDialog,
  UnprotectKeyDialog,
  UpgradeImageDialog,
  VpcsPanel,
} from "@/components/instances/lazy";
import { calledOf } from "@/components/instances/shown-state";
import { IndependentDialog } from "@/components/sharing/lazy";
import { consoleCtx } from "@/lib/auth/console-context";
import { DomainError } from "@/lib/domain/errors";
import { describeInstance, type InstanceDetails } from "@/lib/domain/instances/describe-instance";
import { type InstanceCall, refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import { regionOf } from "@/lib/domain/instances/regions";
import { isLack } from "@/lib/domain/lack";
import { describeInstanceAccess } from "@/lib/domain/sharing/shares/describe-instance-access";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readableOr } from "../../readable";
import { contentsOf } from "./instance-contents";
import { OpenSharePanel } from "./open-share-panel";
import { protectedKeysOf } from "./protected-keys";
import { releaseSightLack } from "./release-sight";

/** Null: of a key, whose own call judges it. */
const CALLS: Record<InstanceDialogName, InstanceCall | null> = {
  setDefault: "SetDefaultInstance",
  unsetDefault: "SetDefaultInstance", // taken back in every state
  protect: "SetInstanceDeletionProtection",
  unprotect: "SetInstanceDeletionProtection",
  rename: "UpdateInstanceName",
  renewal: "UpdateInstanceRenewal",
  upgradeImage: "UpgradeInstanceImage",
  cancelUpgrade: "CancelInstanceImageUpgrade",
  rollBack: "RollBackInstanceImage",
  vpcs: "UpdateInstanceBindVpcs",
  unprotectKey: null,
  release: "ReleaseInstance",
  unsubscribe: "UnsubscribeInstance",
  independent: "SetInstanceSharingMode",
};

type Search = Record<string, string | string[] | undefined>;

/**
 * The panel or dialog that the URL names, for an instance that allows it: `?panel=enable&instance=kst-…`,
 * `?dialog=release&instance=kst-…`. Nothing for an address that was typed or is out of date.
 */
export async function OpenDialog({ region, search, closeHref }: { region: string; search: Search; closeHref: string }) {
  const { panel, dialog, instance: instanceId } = search;
  const isPanel = panel === "enable" || panel === "share";
  if (typeof instanceId !== "string" || !(isPanel || isDialog(dialog))) return null;
  const instance = await readableOr(find(region, instanceId), null);
  if (!instance) return null;
  if (panel === "share") return <OpenSharePanel instance={instance} closeHref={closeHref} />;
  const common = { scope: await clientMessages("instances"), region, instanceId, closeHref };
  if (panel === "enable") {
    return (
      offers(instance, "EnableInstance") && (
        <EnablePanel
          key={instanceId}
          {...common}
          zones={regionOf(await consoleCtx(), region).zones}
          mode={instance.deploymentMode}
        />
      )
    );
  }
  return isDialog(dialog) && isPossible(dialog, instance) ? dialogOf(dialog, instance, common, search) : null;
}

function isPossible(dialog: InstanceDialogName, instance: InstanceDetails): boolean {
  const call = CALLS[dialog];
  if (!call) return true;
  return !lackOf(instance, call) && (dialog === "unsetDefault" || !refusalOfCall(call, instance));
}

type Common = Pick<ComponentProps<typeof RenameDialog>, "scope" | "region" | "instanceId" | "closeHref">;

async function dialogOf(dialog: InstanceDialogName, instance: InstanceDetails, common: Common, search: Search) {
  const key = `${dialog} ${instance.instanceId}`;
  const name = calledOf(instance);
  const { region, image } = instance;
  switch (dialog) {
    case "rename":
      return <RenameDialog key={key} {...common} name={instance.name} />;
    case "renewal": {
      const { renewalStatus: status, autoRenewalMonths: months } = instance;
      return <RenewalDialog key={key} {...common} name={name} status={status} months={months} />;
    }
    case "upgradeImage": {
      const [from, to] = [versionText(instance.imageVersion), versionText(image.latest)];
      const scheduledAt = image.upgrade?.state === "Scheduled" ? image.upgrade.startsAt : null;
      const now = (await consoleCtx()).now();
      return <UpgradeImageDialog key={key} {...common} {...{ name, from, to, scheduledAt, now }} />;
    }
    case "vpcs": {
      const { vpcId, accessQuota } = instance;
      const vpcs = instance.boundVpcs.map((vpc) => ({ vpcId: vpc.vpcId, vswitchId: vpc.vswitchId }));
      const named = { region, instanceId: instance.instanceId };
      const access = await readableOr(describeInstanceAccess(await consoleCtx(), named), null);
      const accounts = access?.accounts.length ?? 0;
      return <VpcsPanel key={key} {...common} {...{ name, vpcs, vpcId, accessQuota, accounts }} />;
    }
    case "unprotectKey": {
      const listed = await protectedKeysOf(await consoleCtx(), instance);
      const found = isLack(listed) ? undefined : listed.keys.find(({ keyId }) => keyId === search.key);
      if (!found || found.lack) return null;
      const { scope, closeHref } = common;
      const { keyId, aliases } = found;
      return <UnprotectKeyDialog key={keyId} {...{ scope, region, closeHref, keyId }} name={aliases[0] ?? keyId} />;
    }
    case "independent":
      return <IndependentDialog key={key} {...common} scope={await clientMessages("sharing")} name={name} />;
    case "release":
    case "unsubscribe": {
      if (releaseSightLack(await consoleCtx(), region)) return null;
      const { refundMicros } = instance;
      const refund = refundMicros === null ? null : amountText(refundMicros, await getLocale());
      const contents = await contentsOf(instance);
      return <ReleaseDialog key={key} {...common} {...{ name, refund, contents }} />;
    }
    default:
      return (
        <DecisionDialog
          key={key}
          {...common}
          decision={dialog}
          name={name}
          image={image.rollback ? versionText(image.rollback.to) : undefined}
        />
      );
  }
}

async function find(region: string, instanceId: string): Promise<InstanceDetails | null> {
  try {
    return await describeInstance(await consoleCtx(), { region, instanceId });
  } catch (error) {
    if (error instanceof DomainError && error.kind === "notFound") return null;
    throw error;
  }
}
