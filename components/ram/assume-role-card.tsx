import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";

/** The ready call with which somebody takes the role on. */
export function AssumeRoleCard({ arn, seconds, gatewayPort }: { arn: string; seconds: number; gatewayPort: number }) {
  const t = useTranslations("ram.role");
  const copy = useTranslations("common.copy");
  const call = `aliyun sts AssumeRole --endpoint 127.0.0.1:${gatewayPort} --RoleArn ${arn} --RoleSessionName my-session --DurationSeconds ${seconds}`;
  return (
    <Card
      title={t("assume")}
      actions={<CopyButton value={call} label={copy("copy", { what: t("assume") })} copiedLabel={copy("copied")} />}
    >
      <p className="mb-2 max-w-prose text-sm text-text-2">{t("assumeSay")}</p>
      <code className="block rounded-2 bg-sunken p-3 font-mono text-xs leading-5 break-all">{call}</code>
    </Card>
  );
}
