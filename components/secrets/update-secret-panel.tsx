"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { updateSecretAction } from "@/lib/actions/secrets";
import { DESCRIPTION_MAX } from "@/lib/domain/secrets/secret-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface UpdateSecretProps {
  region: string;
  /** Its name, or its ARN where it is another account's. */
  secret: string;
  name: string;
  description: string;
  closeHref: string;
}

export default function UpdateSecretInScope({ scope, ...props }: UpdateSecretProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <UpdateSecretPanel {...props} />
    </ClientScope>
  );
}

function UpdateSecretPanel({ region, secret, name, description, closeHref }: UpdateSecretProps) {
  const t = useTranslations("secrets");
  const common = useTranslations("common.label");
  const router = useRouter();
  const [typed, setTyped] = useState(description);
  const write = useAction(updateSecretAction, {
    onSuccess: () => {
      toast(t("update.done", { name }));
      router.push(closeHref, { scroll: false });
    },
  });
  return (
    <SidePanel
      title={t("update.title")}
      closeHref={closeHref}
      submit={common("ok")}
      pending={write.pending || write.value !== undefined}
      disabled={typed === description}
      failure={write.failure}
      onSubmit={() => write.run({ region, secret, description: typed })}
      say={t("update.say")}
    >
      <Field label={common("description")} optional help={t("create.descriptionHelp", { limit: DESCRIPTION_MAX })}>
        {(wiring) => (
          <Textarea
            {...wiring}
            rows={6}
            maxLength={DESCRIPTION_MAX}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
    </SidePanel>
  );
}
