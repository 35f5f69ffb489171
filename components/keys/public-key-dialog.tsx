"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { CopyableId } from "@/components/patterns/copyable-id";
import { saveFile } from "@/components/patterns/save-file";
import { useAction } from "@/components/patterns/use-action";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { getPublicKeyAction } from "@/lib/actions/keys";
import type { KeyDialogProps } from "./key-dialog";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  versionId: string;
}

/** The public half of one version, to read, copy or save (KEY-93). */
export function PublicKeyDialog(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <PublicKey {...props} />
    </ClientScope>
  );
}

function PublicKey({ region, keyId, versionId, closeHref }: Props) {
  const t = useTranslations("keys.publicKey");
  const form = useTranslations("common.form");
  const copy = useTranslations("common.copy");
  const { close } = useClosing(closeHref);
  const { run, failure, value } = useAction(getPublicKeyAction);
  const asked = useRef(false);

  useEffect(() => {
    if (asked.current) return; // one call, one event
    asked.current = true;
    run({ region, key: keyId, keyVersionId: versionId });
  }, [run, region, keyId, versionId]);

  return (
    <Dialog
      title={t("title")}
      description={t("say")}
      onDismiss={close}
      footer={
        <>
          <Button onClick={close}>{form("close")}</Button>
          <Button
            tone="primary"
            disabled={!value}
            onClick={() => value && saveFile(`${versionId}.pem`, value.pem, "application/x-pem-file")}
          >
            {t("download")}
          </Button>
        </>
      }
    >
      <p className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
        {t("version")} <CopyableId id={versionId} what={t("version")} />
      </p>
      {failure && <ActionFailure failure={failure} />}
      {!failure && !value && <Skeleton className="h-40" />}
      {value && (
        <div className="flex items-start gap-1">
          <CodeBlock label={t("title")} text={value.pem} className="min-w-0 flex-1" />
          <CopyButton value={value.pem} label={copy("copy", { what: t("title") })} copiedLabel={copy("copied")} />
        </div>
      )}
    </Dialog>
  );
}
