"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { IconButton } from "@/components/ui/icon-button";
import { closeIcon, octagonXIcon, plusIcon } from "@/components/ui/icon-paths";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { updateInstanceBindVpcsAction } from "@/lib/actions/instances";
import { type AskedVpc, boundVpcsFault } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface VpcsProps {
  region: string;
  instanceId: string;
  name: string;
  vpcs: readonly AskedVpc[];
  /** Its own network, which needs no binding but takes one of the quota. */
  vpcId: string | null;
  accessQuota: number;
  /** Other accounts, which take of the same quota (SHR-14). */
  accounts: number;
  closeHref: string;
}

export default function VpcsInScope({ scope, ...props }: VpcsProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <VpcsPanel {...props} />
    </ClientScope>
  );
}

/** The further networks that may reach the instance, all of them at once (INS-09, INS-42). */
function VpcsPanel({ region, instanceId, name, vpcs: before, vpcId, accessQuota, accounts, closeHref }: VpcsProps) {
  const t = useTranslations("instances.network");
  const router = useRouter();
  const [vpcs, setVpcs] = useState<readonly AskedVpc[]>(before);
  const [asked, setAsked] = useState(false);
  const write = useAction(updateInstanceBindVpcsAction, {
    onSuccess: () => {
      toast(t("done", { name }));
      router.push(closeHref, { scroll: false });
    },
  });
  const fault = boundVpcsFault(vpcs, { vpcId, accessQuota });
  const most = accessQuota - accounts - 1;
  const change = (index: number, part: Partial<AskedVpc>) =>
    setVpcs((now) => now.map((vpc, at) => (at === index ? { ...vpc, ...part } : vpc)));

  function save() {
    setAsked(true);
    if (!fault) write.run({ region, instanceId, vpcs: vpcs.map((vpc) => ({ ...vpc })) });
  }

  return (
    <SidePanel
      title={t("panelTitle", { name })}
      closeHref={closeHref}
      submit={t("save")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onSubmit={save}
      say={t("say")}
    >
      <p className="text-sm text-text-2">{t("body")}</p>
      <p className="text-sm">{t("used", { used: vpcs.length + accounts + 1, quota: accessQuota })}</p>
      <fieldset className="grid gap-2" aria-describedby={asked && fault ? "vpcs-error" : undefined}>
        <legend className="mb-1.5 text-sm font-bold">{t("boundVpcs")}</legend>
        {vpcs.map((vpc, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row under the pen has no name yet, and rows never change places
          <div key={index} className="flex gap-2">
            <Input
              aria-label={t("vpcOf", { number: index + 1 })}
              placeholder="vpc-"
              autoComplete="off"
              spellCheck={false}
              value={vpc.vpcId}
              onChange={(event) => change(index, { vpcId: event.target.value })}
            />
            <Input
              aria-label={t("vswitchOf", { number: index + 1 })}
              placeholder="vsw-"
              autoComplete="off"
              spellCheck={false}
              value={vpc.vswitchId}
              onChange={(event) => change(index, { vswitchId: event.target.value })}
            />
            <IconButton
              label={t("remove", { number: index + 1 })}
              path={closeIcon}
              onClick={() => setVpcs((now) => now.filter((_, at) => at !== index))}
            />
          </div>
        ))}
        {asked && fault && (
          <p id="vpcs-error" role="alert" className="flex items-start gap-[5px] text-xs text-danger">
            <Icon path={octagonXIcon} size="sm" className="mt-px" />
            {fault === "VpcId" ? t("vpcWrong") : fault === "VSwitchId" ? t("vswitchWrong") : t("bindWrong")}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button
            size="sm"
            disabled={vpcs.length >= most}
            onClick={() => setVpcs((now) => [...now, { vpcId: "", vswitchId: "" }])}
          >
            <Icon path={plusIcon} size="xs" />
            {t("add")}
          </Button>
          {vpcs.length >= most && <span className="text-xs text-muted">{t("quotaFull")}</span>}
        </div>
      </fieldset>
    </SidePanel>
  );
}
