"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { toast } from "@/components/ui/toast";
import { associateResourceShareAction } from "@/lib/actions/sharing";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { failedOf } from "./access-list";
import type { KnownPrincipals } from "./principal-draft";
import { allOf, NO_PRINCIPALS, PrincipalsField } from "./principals-field";

interface AddPrincipalsProps {
  region: string;
  shareId: string;
  known: KnownPrincipals | null;
  closeHref: string;
}

export default function AddPrincipalsInScope({ scope, ...props }: AddPrincipalsProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <AddPrincipalsPanel {...props} />
    </ClientScope>
  );
}

/** More accounts, folders, or the whole directory, for a share that exists. The page behind shows what came of it. */
function AddPrincipalsPanel({ region, shareId, known, closeHref }: AddPrincipalsProps) {
  const t = useTranslations("sharing.principals");
  const router = useRouter();
  const [chosen, setChosen] = useState(NO_PRINCIPALS);
  const [asked, setAsked] = useState(false);
  const write = useAction(associateResourceShareAction, {
    onSuccess: (share) => {
      const failed = failedOf(share.principals.flatMap((principal) => principal.accounts)).length;
      toast(failed > 0 ? t("addedFailed", { count: failed }) : t("added"));
      router.push(closeHref, { scroll: false });
    },
  });
  const principals = allOf(chosen);

  function submit() {
    setAsked(true);
    if (principals.length > 0) write.run({ region, shareId, principals });
  }

  return (
    <SidePanel
      wide
      title={t("addTitle")}
      closeHref={closeHref}
      submit={t("addTitle")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onSubmit={submit}
      say={t("addSay")}
    >
      <PrincipalsField
        id="share-principals"
        chosen={chosen}
        known={known}
        error={asked && principals.length === 0 && t("noneChosen")}
        onChange={setChosen}
      />
    </SidePanel>
  );
}
