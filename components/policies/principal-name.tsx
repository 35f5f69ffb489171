import { useTranslations } from "next-intl";
import { principalParts } from "./principal-words";

/** A principal as a person would name it; its string is what the pointer shows (ACC-02, POL-24). */
export function PrincipalName({ text, accountId }: { text: string; accountId: string }) {
  const t = useTranslations("policies.words");
  const { kind, accountId: whose, name } = principalParts(text);
  if (kind === "unknown") return <span className="font-mono text-xs break-all">{text}</span>;
  const b = (chunks: React.ReactNode) => <b className="break-all">{chunks}</b>;
  return (
    <span title={text}>
      {kind === "account" &&
        (whose === accountId ? t("thisAccount", { account: whose }) : t("thatAccount", { account: whose }))}
      {kind === "user" && t.rich("user", { name, b })}
      {kind === "role" && t.rich("role", { name, b })}
      {kind !== "account" && whose !== accountId && <> {t("ofAccount", { account: whose })}</>}
    </span>
  );
}
