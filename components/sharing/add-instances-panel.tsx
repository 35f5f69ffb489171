"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { associateResourceShareAction } from "@/lib/actions/sharing";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { failedOf } from "./access-list";

interface AddInstancesProps {
  region: string;
  shareId: string;
  /** Enabled instances of the account that are not in the share. */
  instances: readonly { instanceId: string; name: string; mode: "Joint" | "Independent" }[];
  closeHref: string;
}

export default function AddInstancesInScope({ scope, ...props }: AddInstancesProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <AddInstancesPanel {...props} />
    </ClientScope>
  );
}

/** More instances for a share that exists (SHR-02). */
function AddInstancesPanel({ region, shareId, instances, closeHref }: AddInstancesProps) {
  const t = useTranslations("sharing.instances");
  const mode = useTranslations("sharing.mode");
  const principals = useTranslations("sharing.principals");
  const router = useRouter();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const write = useAction(associateResourceShareAction, {
    onSuccess: (share) => {
      const failed = failedOf(share.principals.flatMap((principal) => principal.accounts)).length;
      toast(failed > 0 ? principals("addedFailed", { count: failed }) : t("added"));
      router.push(closeHref, { scroll: false });
    },
  });
  const toggle = (instanceId: string) =>
    setChosen(chosen.includes(instanceId) ? chosen.filter((one) => one !== instanceId) : [...chosen, instanceId]);
  return (
    <SidePanel
      title={t("addTitle")}
      closeHref={closeHref}
      submit={t("addTitle")}
      pending={write.pending || write.value !== undefined}
      disabled={chosen.length === 0}
      failure={write.failure}
      onSubmit={() => write.run({ region, shareId, instanceIds: [...chosen] })}
      say={t("addSay")}
    >
      {instances.length === 0 ? (
        <Notice tone="plain" title={t("noneToAdd")}>
          {t("noneToAddSay")}
        </Notice>
      ) : (
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 text-sm font-bold">{t("title")}</legend>
          {instances.map((instance) => (
            <Checkbox
              key={instance.instanceId}
              checked={chosen.includes(instance.instanceId)}
              onChange={() => toggle(instance.instanceId)}
              help={
                <>
                  <span className="font-mono">{instance.instanceId}</span>{" "}
                  {instance.mode === "Joint" ? mode("joint") : mode("independent")}
                </>
              }
            >
              {instance.name}
            </Checkbox>
          ))}
        </fieldset>
      )}
    </SidePanel>
  );
}
