"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Moment } from "@/components/patterns/moment";
import { PermissionReason } from "@/components/patterns/permission-reason";
import { Button } from "@/components/ui/button";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { TextLink } from "@/components/ui/text-link";
import type { Lack } from "@/lib/domain/lack";
import { ramSecretName } from "@/lib/domain/secrets/managed-rules";
import { fieldId, type Judged } from "./judged";
import { currentOf, type RamDraft } from "./ram-draft";
import { TextField } from "./text-field";

export interface AccessKeyChoice {
  accessKeyId: string;
  active: boolean;
  createdAt: number;
}

export interface RamPlaces {
  users: readonly string[];
  /** Where choosing one leads: its AccessKeys are read then. */
  userHrefs: Readonly<Record<string, string>>;
  chosen: { userName: string; accessKeys: readonly AccessKeyChoice[]; lacks: readonly Lack[] } | null;
  /** Why no users are listed. */
  lack: Lack | null;
  usersHref: string;
  closeHref: string;
}

/** Select RAM User and all its AccessKeys (SEC-13, SEC-52). KMS cannot know what they are signed with. */
export function RamFields({
  places,
  draft,
  judged,
  onChange,
}: {
  places: RamPlaces;
  draft: RamDraft;
  judged: Judged;
  onChange: (draft: RamDraft) => void;
}) {
  const t = useTranslations("secrets.managed.ram");
  const router = useRouter();
  const { users, chosen, lack } = places;
  if (lack) return <NotAuthorized lacks={[lack]} />;
  return (
    <>
      <Field
        id={fieldId("user")}
        label={judged.labels.user}
        error={judged.errorOf("user")}
        help={
          chosen ? (
            <>
              {t("named")} <Mono>{ramSecretName(chosen.userName)}</Mono>
            </>
          ) : (
            t("userHelp")
          )
        }
      >
        {(wiring) => (
          <Select
            {...wiring}
            name="user"
            value={chosen?.userName ?? ""}
            onChange={({ target }) =>
              router.replace(places.userHrefs[target.value] ?? places.closeHref, { scroll: false })
            }
            options={[
              { value: "", label: users.length > 0 ? t("choose") : t("noUsers"), disabled: true },
              ...users.map((name) => ({ value: name, label: name })),
            ]}
          />
        )}
      </Field>
      {chosen && chosen.lacks.length > 0 && <NotAuthorized lacks={chosen.lacks} />}
      {chosen && chosen.lacks.length === 0 && (
        <AccessKeys places={places} chosen={chosen} draft={draft} judged={judged} onChange={onChange} />
      )}
    </>
  );
}

/** SEC-53 */
function NotAuthorized({ lacks }: { lacks: readonly Lack[] }) {
  const t = useTranslations("secrets.managed.ram");
  const router = useRouter();
  return (
    <Notice
      tone="danger"
      title={t("notAuthorized")}
      actions={<Button onClick={() => router.refresh()}>{t("refresh")}</Button>}
    >
      <p className="mb-2">{t("notAuthorizedSay")}</p>
      <PermissionReason lack={lacks} />
    </Notice>
  );
}

function AccessKeys({
  places,
  chosen,
  draft,
  judged,
  onChange,
}: {
  places: RamPlaces;
  chosen: NonNullable<RamPlaces["chosen"]>;
  draft: RamDraft;
  judged: Judged;
  onChange: (draft: RamDraft) => void;
}) {
  const t = useTranslations("secrets.managed.ram");
  const router = useRouter();
  const { userName, accessKeys } = chosen;
  const ids = accessKeys.map(({ accessKeyId }) => accessKeyId);
  const error = judged.errorOf("accessKeys");
  if (accessKeys.length === 0) {
    return (
      <Notice
        tone="warn"
        title={t("noAccessKey")}
        actions={<Button onClick={() => router.refresh()}>{t("refresh")}</Button>}
      >
        {t("noAccessKeySay")}{" "}
        <TextLink href={`${places.usersHref}/${encodeURIComponent(userName)}`} target="_blank" className="underline">
          {userName}
        </TextLink>
      </Notice>
    );
  }
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1.5 text-sm font-bold">{judged.labels.accessKeys}</legend>
      <p className="text-xs text-muted">{t("pairsSay", { count: ids.length })}</p>
      {accessKeys.map(({ accessKeyId, active, createdAt }, index) => (
        <TextField
          key={accessKeyId}
          id={index === 0 ? fieldId("accessKeys") : `${fieldId("accessKeys")}-${index}`}
          label={t("secretOf", { accessKeyId })}
          concealed
          error={error && (index === 0 || !draft.secrets[accessKeyId]) ? error : undefined}
          help={
            <>
              {t("createdAt")} <Moment at={createdAt} />
              {!active && ` · ${t("inactive")}`}
            </>
          }
          value={draft.secrets[accessKeyId] ?? ""}
          onChange={(value) => onChange({ ...draft, secrets: { ...draft.secrets, [accessKeyId]: value } })}
        />
      ))}
      {ids.length > 1 && (
        <RadioCards
          legend={t("current")}
          name="currentAccessKey"
          columns={1}
          value={currentOf(draft, { userName, accessKeyIds: ids })}
          onChange={(current) => onChange({ ...draft, current })}
          cards={ids.map((id) => ({ value: id, label: <Mono>{id}</Mono> }))}
        />
      )}
      {ids.length > 1 && <p className="text-xs text-muted">{t("currentSay")}</p>}
    </fieldset>
  );
}
