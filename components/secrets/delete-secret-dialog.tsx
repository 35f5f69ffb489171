"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { toast } from "@/components/ui/toast";
import { deleteSecretAction } from "@/lib/actions/secrets";
import { RECOVERY_WINDOW_DAYS } from "@/lib/domain/secrets/secret-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface DeleteSecretProps {
  region: string;
  /** Its name, or its ARN where it is another account's. */
  secret: string;
  name: string;
  /** Milliseconds; the day the window ends is counted from the server's clock. */
  now: number;
  plannedDeleteAt: number | null;
  backups: number;
  closeHref: string;
  /** Where to go when it is gone. */
  goneHref: string;
}

export default function DeleteSecretInScope({ scope, ...props }: DeleteSecretProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <DeleteSecretDialog {...props} />
    </ClientScope>
  );
}

const DAY_MS = 86_400_000;

/** Delete Secret, both ways (SEC-43): planned, which can be undone, or at once, for which its name is typed. */
function DeleteSecretDialog(props: DeleteSecretProps) {
  const { region, secret, name, now, plannedDeleteAt, backups, closeHref, goneHref } = props;
  const t = useTranslations("secrets.delete");
  const common = useTranslations("common.form");
  const router = useRouter();
  const [way, setWay] = useState<"plan" | "now">(plannedDeleteAt === null ? "plan" : "now");
  const [days, setDays] = useState(String(RECOVERY_WINDOW_DAYS.usual));
  const [typed, setTyped] = useState("");
  const { minimum, maximum } = RECOVERY_WINDOW_DAYS;
  const count = Number(days);
  const wrongDays = !/^\d{1,3}$/.test(days) || count < minimum || count > maximum;
  const write = useAction(deleteSecretAction, {
    onSuccess: () => {
      toast(way === "now" ? t("doneNow", { name }) : t("donePlanned", { name }));
      router.push(way === "now" ? goneHref : closeHref, { scroll: false });
    },
  });
  const blocked = way === "now" ? typed !== name : wrongDays;
  const busy = write.pending || write.value !== undefined;

  function confirm() {
    if (blocked || busy) return;
    write.run(way === "now" ? { region, secret, force: true } : { region, secret, recoveryWindowDays: count });
  }

  return (
    <ConfirmDialog
      title={t("title")}
      description={name}
      verb={way === "now" ? t("now") : t("plan")}
      danger
      disabled={blocked}
      pending={busy}
      failure={write.failure}
      onConfirm={confirm}
      onDismiss={() => router.push(closeHref, { scroll: false })}
    >
      <RadioCards
        legend={t("way")}
        name="way"
        columns={1}
        value={way}
        onChange={(chosen) => setWay(chosen === "now" ? "now" : "plan")}
        cards={[
          { value: "plan", label: t("plan"), consequence: t("planSay") },
          { value: "now", label: t("now"), consequence: t("nowSay") },
        ]}
      />
      {way === "plan" ? (
        <Field
          label={t("deleteIn", { minimum, maximum })}
          error={wrongDays && t("daysWrong", { minimum, maximum })}
          help={wrongDays ? undefined : t.rich("deletedAt", { moment: () => <Moment at={now + count * DAY_MS} /> })}
        >
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              autoComplete="off"
              className="max-w-28"
              value={days}
              onChange={(event) => setDays(event.target.value)}
              onKeyDown={(event) => event.key === "Enter" && confirm()}
            />
          )}
        </Field>
      ) : (
        <>
          <Notice tone="danger" title={t("lostTitle")}>
            {backups > 0 ? t("inBackups", { count: backups }) : t("inNoBackup")}
          </Notice>
          <Field label={common.rich("typeToConfirm", { name: () => <code className="break-all">{name}</code> })}>
            {(wiring) => (
              <Input
                {...wiring}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
                onKeyDown={(event) => event.key === "Enter" && confirm()}
              />
            )}
          </Field>
        </>
      )}
    </ConfirmDialog>
  );
}
