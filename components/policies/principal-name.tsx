import { useTranslations } from "next-intl";
import { principalParts } from "./principal-words";

/** A principal as a person would name it; its string is what the pointer shows (ACC-02, POL-24). */
export function PrincipalName({
  text,
  accountId,
  denied,
}: {
  text: string;
  accountId: string;
  /** A Deny for a whole account binds all its identities; an Allow gives them nothing by itself (POL-24). */
  denied?: boolean;
}) {
  const t = useTranslations("policies.words");
  const { kind, accountId: whose, name } = principalParts(text);
  if (kind === "unknown") return <span className="font-mono text-xs break-all">{text}</span>;
  const b = (chunks: React.ReactNode) => <b className="break-all">{chunks}</b>;
  const isOwn = whose === accountId;
  const whole = isOwn ? t("thisWhole", { account: whose }) : t("thatWhole", { account: whose });
  const asRamAllows = isOwn ? t("thisAccount", { account: whose }) : t("thatAccount", { account: whose });
  return (
    <span title={text}>
      {kind === "account" && (denied ? whole : asRamAllows)}
      {kind === "user" && t.rich("user", { name, b })}
      {kind === "role" && t.rich("role", { name, b })}
      {kind !== "account" && !isOwn && <> {t("ofAccount", { account: whose })}</>}
    </span>
  );
}
