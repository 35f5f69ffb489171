"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useClosing } from "@/components/keys/use-closing";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { rotateSecretAction } from "@/lib/actions/secrets";
import type { ClientMessages } from "@/lib/i18n/client-messages";

/** What a rotation of it does, in the words of its type; `Setup`: its accounts could not be made yet. */
export type RotationEffect = "SingleUser" | "DoubleUsers" | "RamUserAccessKey" | "Password" | "SSHKey" | "Setup";

interface RotateSecretProps {
  region: string;
  /** Its name, or its ARN where it is another account's. */
  secret: string;
  name: string;
  effect: RotationEffect;
  /** The account, RAM user or Linux user; null where the configuration names none. */
  account: string | null;
  /** Hours for which the old AccessKey still works (SEC-33). */
  window: { usual: number; maximum: number };
  /** Milliseconds, by the server's clock. */
  now: number;
  closeHref: string;
}

export default function RotateSecretInScope({ scope, ...props }: RotateSecretProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <RotateSecretDialog {...props} />
    </ClientScope>
  );
}

const HOUR_MS = 3_600_000;

/** Rotate now (SEC-32, SEC-51): what it will do is said first; the worker does it, and the page shows the steps. */
function RotateSecretDialog(props: RotateSecretProps) {
  const { region, secret, name, effect, window, now, closeHref } = props;
  const t = useTranslations("secrets.rotation");
  const { close, closeWith } = useClosing(closeHref);
  const [hours, setHours] = useState(String(window.usual));
  const isRam = effect === "RamUserAccessKey";
  const count = Number(hours);
  const wrong = isRam && (!/^\d{1,3}$/.test(hours.trim()) || count > window.maximum);
  const write = useAction(rotateSecretAction, { onSuccess: () => closeWith(t("begun", { name })) });
  const busy = write.pending || write.value !== undefined;

  function confirm() {
    if (wrong || busy) return;
    write.run({ region, secret, ...(isRam && { windowSeconds: count * 3600 }) });
  }

  return (
    <ConfirmDialog
      title={t("now")}
      description={name}
      verb={t("now")}
      disabled={wrong}
      pending={busy}
      failure={write.failure}
      onConfirm={confirm}
      onDismiss={close}
    >
      <Effect effect={effect} account={props.account} />
      {isRam && (
        <Field
          label={t("window", { maximum: window.maximum })}
          error={wrong && t("windowWrong", { maximum: window.maximum })}
          help={t("windowHelp")}
        >
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              autoComplete="off"
              className="max-w-32"
              value={hours}
              onChange={({ target }) => setHours(target.value)}
            />
          )}
        </Field>
      )}
      {isRam && !wrong && (
        <p className="text-sm text-text-2" aria-live="polite">
          {count === 0 ? t("endsAtOnce") : t.rich("endsAt", { at: () => <Moment at={now + count * HOUR_MS} /> })}
        </p>
      )}
    </ConfirmDialog>
  );
}

function Effect({ effect, account }: { effect: RotationEffect; account: string | null }) {
  const t = useTranslations("secrets.effect");
  const who = account ?? "–";
  if (effect === "SingleUser" || effect === "Password") {
    return (
      <Notice tone="warn" title={t("brief")}>
        {effect === "SingleUser" ? t("singleUser") : t("password")}
      </Notice>
    );
  }
  const says = {
    DoubleUsers: t("doubleUsers"),
    RamUserAccessKey: t("ram", { user: who }),
    SSHKey: t("sshKey"),
    Setup: t("setup"),
  };
  return <p className="text-sm">{says[effect]}</p>;
}
