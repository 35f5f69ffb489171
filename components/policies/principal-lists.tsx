"use client";

import { useTranslations } from "next-intl";
import type { PolicyBase, PolicyForm, PolicySubject } from "@/lib/domain/policies/policy-form";
import { PrincipalList } from "./principal-list";

export interface AccessQuota {
  used: number;
  quota: number;
}

/** The three lists of a custom policy, each with what it may do (POL-08, POL-09, POL-11, POL-12, POL-14, POL-19, POL-26). */
export function PrincipalLists({
  subject,
  base,
  access,
  isCreator,
  form,
  onChange,
}: {
  subject: PolicySubject;
  base: Pick<PolicyBase, "creatorAccountId" | "usage">;
  /** Of the instance's access management, where the reader may know it: its owner does. */
  access: AccessQuota | null;
  isCreator: boolean;
  form: PolicyForm;
  onChange: (form: PolicyForm) => void;
}) {
  const t = useTranslations("policies.list");
  const isKey = subject === "key";
  const lists = { accountId: base.creatorAccountId, isCreator, form, onChange };
  const usersSay = base.usage === "SIGN_VERIFY" ? t("signingUsersSay") : t("keyUsersSay");
  return (
    <>
      <PrincipalList
        {...lists}
        list="administrators"
        label={t("administrators")}
        say={isKey ? t("keyAdministratorsSay") : t("secretAdministratorsSay")}
      />
      <PrincipalList {...lists} list="users" label={t("users")} say={isKey ? usersSay : t("secretUsersSay")} />
      <PrincipalList
        {...lists}
        list="crossAccountUsers"
        label={t("crossAccountUsers")}
        say={
          <>
            {isKey ? t("keyCrossSay") : t("secretCrossSay")} {t("crossNeedsRam")}
            <span className="mt-1 block">{access ? t("crossTakesOf", { ...access }) : t("crossTakes")}</span>
          </>
        }
      />
    </>
  );
}
