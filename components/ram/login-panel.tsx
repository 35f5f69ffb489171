"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { createLoginProfileAction, updateLoginProfileAction } from "@/lib/actions/ram";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { LoginFields, loginOf } from "./login-fields";

interface LoginProps {
  userName: string;
  /** Whether there is a login, whose password is reset. */
  exists: boolean;
  closeHref: string;
}

export default function LoginInScope({ scope, ...props }: LoginProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <LoginPanel {...props} />
    </ClientScope>
  );
}

function LoginPanel({ userName, exists, closeHref }: LoginProps) {
  const t = useTranslations("ram.login");
  const router = useRouter();
  const write = useAction(exists ? updateLoginProfileAction : createLoginProfileAction, {
    onSuccess: () => {
      toast(exists ? t("resetDone", { name: userName }) : t("giveDone", { name: userName }));
      router.push(closeHref, { scroll: false });
    },
  });
  return (
    <SidePanel
      title={exists ? t("reset") : t("give")}
      closeHref={closeHref}
      submit={exists ? t("reset") : t("give")}
      pending={write.pending}
      failure={write.failure}
      onSubmit={(data) => write.run({ userName, ...loginOf(data) })}
      say={exists ? t("resetSay") : t("giveSay")}
    >
      <LoginFields />
    </SidePanel>
  );
}
