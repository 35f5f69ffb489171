import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { Mono } from "@/components/ui/mono";

/** An identifier with its copy button. */
export function CopyableId({ id, what }: { id: string; what: string }) {
  const t = useTranslations("common.copy");
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-0.5">
      <Mono>{id}</Mono>
      <CopyButton value={id} label={t("copy", { what })} copiedLabel={t("copied")} />
    </span>
  );
}
