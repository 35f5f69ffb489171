"use client";

import { useTranslations } from "next-intl";
import { VERSION_ID_MAX } from "@/lib/domain/secrets/secret-rules";
import { valueFault } from "../secret-draft";
import { SecretValueFields } from "../secret-value-fields";
import type { Drafts } from "./create-draft";
import { type Judged, judgedProps } from "./judged";
import { TextField } from "./text-field";

/** Secret Value and Initial Version of a Generic secret (SEC-05, SEC-06). */
export function GenericFields({
  draft,
  judged,
  onChange,
}: {
  draft: Drafts["generic"];
  judged: Judged;
  onChange: (draft: Drafts["generic"]) => void;
}) {
  const t = useTranslations("secrets");
  return (
    <>
      <SecretValueFields
        draft={draft.value}
        fault={judged.errorOf("value") ? valueFault(draft.value) : undefined}
        onChange={(value) => onChange({ ...draft, value })}
        onLeave={() => valueFault(draft.value) !== "empty" && judged.leave("value")}
      />
      <TextField
        {...judgedProps(judged, "version")}
        help={t("put.versionHelp", { limit: VERSION_ID_MAX })}
        value={draft.version}
        onChange={(version) => onChange({ ...draft, version })}
      />
    </>
  );
}
