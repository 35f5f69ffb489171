"use client";

import { useFormatter, useTranslations } from "next-intl";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { Bytes } from "./bytes";
import { TransferBar } from "./transfer-bar";
import type { Upload } from "./use-upload";

/** What the head of the file says that it holds, and how much of it has left. */
export function UploadProgress({ upload, name }: { upload: Upload; name: string }) {
  const t = useTranslations("backups.upload");
  const format = useFormatter();
  const { stage, contents, progress } = upload;
  const sent = progress && {
    sent: () => <Bytes count={progress.sent} />,
    size: () => <Bytes count={progress.size} />,
  };
  const isAllSent = progress !== undefined && progress.sent >= progress.size;
  return (
    <>
      {stage === "done" && (
        <Notice tone="info" live title={t("done", { name })}>
          {t("doneBody")}
        </Notice>
      )}
      {stage === "sending" && progress && (
        <div className="grid gap-1.5">
          <TransferBar label={t("progress")} done={progress.sent} total={progress.size} />
          <p className="text-xs text-text-2">{sent && t.rich("sent", sent)}</p>
          <p aria-live="polite" className="text-xs text-text-2">
            {isAllSent && t("checking")}
          </p>
        </div>
      )}
      {contents && (
        <section className="grid gap-2">
          <h3 className="text-sm font-bold">{t("contents")}</h3>
          <KeyValue
            entries={[
              { label: t("account"), value: <Mono>{contents.account}</Mono> },
              { label: t("instance"), value: <Mono>{contents.instanceId}</Mono> },
              { label: t("region"), value: <Mono>{contents.region}</Mono> },
              { label: t("day"), value: contents.day },
              { label: t("at"), value: <Moment at={contents.at} /> },
              { label: t("keys"), value: format.number(contents.keys) },
              { label: t("secrets"), value: format.number(contents.secrets) },
              { label: t("fileName"), value: <Mono>{contents.fileName}</Mono> },
            ]}
          />
        </section>
      )}
    </>
  );
}
