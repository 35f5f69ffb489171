"use client";

import { useTranslations } from "next-intl";
import type { Reason } from "@/lib/domain/policies/evaluate";
import type { Missing } from "@/lib/domain/policies/explain";
import type { AccessExplanation } from "@/lib/domain/policies/explain-access";
import type { SharingWhy } from "@/lib/domain/sharing/explain-sharing";

/** Why, for each of the evaluator's reasons. */
export function useReasons(): Record<Reason, string> {
  const t = useTranslations("policies.explain.why");
  return {
    Root: t("Root"),
    AllowedByRam: t("AllowedByRam"),
    AllowedByPolicy: t("AllowedByPolicy"),
    AllowedByBoth: t("AllowedByBoth"),
    ExplicitDeny: t("ExplicitDeny"),
    NothingAllows: t("NothingAllows"),
    PolicyMissing: t("PolicyMissing"),
    RamMissing: t("RamMissing"),
    SessionPolicy: t("SessionPolicy"),
  };
}

/** What the sharing of the instance has to do with it (SHR-19). */
export function useSharingReasons(): Record<SharingWhy, string> {
  const t = useTranslations("policies.explain.sharing");
  return {
    ShareNotActive: t("ShareNotActive"),
    ShareOfAnother: t("ShareOfAnother"),
    OwnerOfIndependent: t("OwnerOfIndependent"),
  };
}

/** What would have to change for a refusal to become none, and who can change it (P10). */
export function MissingList({ explanation }: { explanation: AccessExplanation }) {
  const t = useTranslations("policies.explain");
  const { missing, enough, action, principal } = explanation;
  const words: Record<Missing["what"], (account: string) => string> = {
    AllowByRam: (account) => t("AllowByRam", { action, account }),
    AllowByPolicy: (account) => t("AllowByPolicy", { action, account, principal }),
    RemoveDeny: (account) => t("RemoveDeny", { account }),
    WiderSessionPolicy: (account) => t("WiderSessionPolicy", { account }),
  };
  if (missing.length === 0) return null;
  return (
    <div className="grid gap-2">
      <h3 className="text-sm font-bold">
        {enough === "one" && missing.length > 1 ? t("missingOne") : t("missingAll")}
      </h3>
      <ul className="grid list-disc gap-1 pl-5 text-sm">
        {missing.map(({ what, accountId }) => (
          <li key={`${what} ${accountId}`} className="max-w-prose break-words">
            {words[what](accountId)}
          </li>
        ))}
      </ul>
    </div>
  );
}
