"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { MonthsField } from "@/components/billing/months-field";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { RadioCards } from "@/components/ui/radio-cards";
import { toast } from "@/components/ui/toast";
import { updateInstanceRenewalAction } from "@/lib/actions/instances";
import { AUTO_RENEWAL_MONTHS } from "@/lib/domain/instances/instance-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";

const STATUSES = ["AutoRenewal", "ManualRenewal", "NotRenewal"] as const;
type Status = (typeof STATUSES)[number];

interface RenewalProps {
  region: string;
  instanceId: string;
  name: string;
  status: Status;
  months: number | null;
  closeHref: string;
}

export default function RenewalInScope({ scope, ...props }: RenewalProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <RenewalDialog {...props} />
    </ClientScope>
  );
}

/** How the subscription goes on at its end (INS-24, INS-25, INS-68). */
function RenewalDialog({ region, instanceId, name, status: before, months: monthsBefore, closeHref }: RenewalProps) {
  const t = useTranslations("instances.renewal");
  const router = useRouter();
  const [status, setStatus] = useState<Status>(before);
  const [months, setMonths] = useState<(typeof AUTO_RENEWAL_MONTHS)[number]>(
    AUTO_RENEWAL_MONTHS.find((each) => each === monthsBefore) ?? 1,
  );
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction(updateInstanceRenewalAction, {
    onSuccess: () => {
      toast(t("done", { name }));
      close();
    },
  });
  const same = status === before && (status !== "AutoRenewal" || months === monthsBefore);
  return (
    <ConfirmDialog
      title={t("title", { name })}
      verb={t("submit")}
      disabled={same}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={() =>
        write.run({ region, instanceId, renewalStatus: status, ...(status === "AutoRenewal" && { months }) })
      }
      onDismiss={close}
    >
      <RadioCards
        legend={t("status")}
        name="renewalStatus"
        columns={1}
        value={status}
        onChange={(chosen) => setStatus(STATUSES.find((each) => each === chosen) ?? status)}
        cards={[
          { value: "AutoRenewal", label: t("auto"), consequence: t("autoConsequence") },
          { value: "ManualRenewal", label: t("manual"), consequence: t("manualConsequence") },
          { value: "NotRenewal", label: t("not"), consequence: t("notConsequence") },
        ]}
      />
      {status === "AutoRenewal" && (
        <MonthsField
          label={t("months")}
          months={months}
          choices={AUTO_RENEWAL_MONTHS}
          textOf={(count) => t("monthsOf", { count })}
          onChange={setMonths}
        />
      )}
    </ConfirmDialog>
  );
}
