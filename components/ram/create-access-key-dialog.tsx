"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { useAction } from "@/components/patterns/use-action";
import { createUserAccessKeyAction } from "@/lib/actions/ram";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { OnceShown } from "./once-shown";

interface CreateAccessKeyProps {
  userName: string;
  closeHref: string;
}

export default function CreateAccessKeyInScope({ scope, ...props }: CreateAccessKeyProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <CreateAccessKeyDialog {...props} />
    </ClientScope>
  );
}

function CreateAccessKeyDialog({ userName, closeHref }: CreateAccessKeyProps) {
  const t = useTranslations("ram.accessKey");
  const router = useRouter();
  const write = useAction(createUserAccessKeyAction);
  const leave = () => router.push(closeHref, { scroll: false });
  if (write.value) return <OnceShown accessKey={write.value} onStored={leave} />;
  return (
    <ConfirmDialog
      title={t("create")}
      description={t("createSay", { name: userName })}
      verb={t("create")}
      pending={write.pending}
      failure={write.failure}
      onConfirm={() => write.run(userName)}
      onDismiss={leave}
    />
  );
}
