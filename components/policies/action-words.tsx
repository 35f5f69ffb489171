import { useTranslations } from "next-intl";
import type { PolicySubject } from "@/lib/domain/policies/policy-form";
import { type ActionGroup, coverageOf } from "./action-groups";

/** What a statement's actions are on this key or secret: groups by name, and of a part of one its actions. */
export function ActionWords({ subject, actions }: { subject: PolicySubject; actions: readonly string[] }) {
  const t = useTranslations("policies.words");
  const names = useGroupNames();
  const { everything, groups, others } = coverageOf(subject, actions);
  if (everything) return <b>{t("everything")}</b>;
  return (
    <ul className="grid gap-0.5">
      {groups.map(({ group, whole, actions: covered }) => (
        <li key={group}>
          {whole ? names[group] : t("part", { group: names[group] })}
          {!whole && <Names actions={covered} />}
        </li>
      ))}
      {others.length > 0 && (
        <li className="text-muted">
          {t("without")}
          <Names actions={others} />
        </li>
      )}
    </ul>
  );
}

function Names({ actions }: { actions: readonly string[] }) {
  return <span className="ml-1 font-mono text-xs break-words">{actions.map(bare).join(", ")}</span>;
}

/** All of them are of this product. */
const bare = (action: string) => action.replace(/^kms:/i, "");

export function useGroupNames(): Record<ActionGroup, string> {
  const t = useTranslations("policies.words");
  return {
    look: t("look"),
    encrypt: t("encrypt"),
    sign: t("sign"),
    manage: t("manage"),
    remove: t("removal"),
    policy: t("policy"),
    read: t("read"),
    store: t("store"),
  };
}
