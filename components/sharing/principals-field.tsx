"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { IconButton } from "@/components/ui/icon-button";
import { closeIcon, octagonXIcon } from "@/components/ui/icon-paths";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import {
  type AskedPrincipal,
  faultOf,
  isSame,
  type KnownPrincipals,
  namedBy,
  type PrincipalDraft,
} from "./principal-draft";
import { PrincipalName, usePrincipalText } from "./principal-name";

export interface ChosenPrincipals {
  list: readonly AskedPrincipal[];
  draft: PrincipalDraft;
}

export const NO_PRINCIPALS: ChosenPrincipals = { list: [], draft: { kind: "Account", id: "" } };

/** All that is meant: what was added, and what stands in the fields and was not. */
export function allOf({ list, draft }: ChosenPrincipals): AskedPrincipal[] {
  const principal = faultOf(draft) === null ? namedBy(draft) : null;
  return principal && !list.some((one) => isSame(one, principal)) ? [...list, principal] : [...list];
}

/** SHR-05. From the directory's members where they are known, that is for its management account; else by ID. */
export function PrincipalsField({
  id,
  chosen,
  known,
  error,
  onChange,
}: {
  id: string;
  chosen: ChosenPrincipals;
  known: KnownPrincipals | null;
  error?: string | false | undefined;
  onChange: (chosen: ChosenPrincipals) => void;
}) {
  const t = useTranslations("sharing.principals");
  const kind = useTranslations("sharing.kind");
  const textOf = usePrincipalText();
  const own = useId();
  const [wrong, setWrong] = useState(false);
  const { list, draft } = chosen;
  const fault = wrong ? faultOf(draft) : null;
  const text = fault === "Account" ? t("accountWrong") : fault === "Folder" ? t("folderWrong") : error || null;
  const change = (part: Partial<PrincipalDraft>) => onChange({ list, draft: { ...draft, ...part } });
  const options = known && (draft.kind === "Account" ? known.accounts : draft.kind === "Folder" ? known.folders : null);
  const field = {
    "aria-label": draft.kind === "Folder" ? t("folderId") : t("accountId"),
    "aria-invalid": text ? (true as const) : undefined,
    "aria-describedby": text ? `${own}-help ${own}-error` : `${own}-help`,
    value: draft.id,
  };

  function add() {
    setWrong(true);
    if (faultOf(draft) !== null) return;
    setWrong(false);
    onChange({ list: allOf(chosen), draft: { kind: draft.kind, id: "" } });
  }

  return (
    <fieldset id={id} tabIndex={-1} className="grid min-w-0 gap-1.5">
      <legend className="mb-[5px] text-sm font-bold">{t("title")}</legend>
      {list.length > 0 && (
        <ul className="grid gap-1">
          {list.map((principal) => {
            const shown = described(principal, known);
            return (
              <li
                key={JSON.stringify(principal)}
                className="flex items-center gap-2 rounded-2 border border-line bg-sunken pl-2.5 text-sm"
              >
                <span className="min-w-0 flex-1 py-1">
                  <PrincipalName principal={shown} />
                </span>
                <IconButton
                  label={t("removeOne", { name: textOf(shown) })}
                  path={closeIcon}
                  onClick={() => onChange({ list: list.filter((one) => one !== principal), draft })}
                />
              </li>
            );
          })}
        </ul>
      )}
      <div className="flex gap-2 max-md:flex-wrap">
        <Select
          aria-label={t("kind")}
          className="max-md:w-full md:w-56! md:flex-none"
          value={draft.kind}
          onChange={({ target }) => {
            setWrong(false);
            change({ kind: target.value as PrincipalDraft["kind"], id: "" }); // one of its own options
          }}
          options={[
            { value: "Account", label: kind("account") },
            { value: "Folder", label: kind("folder") },
            { value: "Directory", label: kind("directory") },
          ]}
        />
        {draft.kind === "Directory" ? (
          <p className="flex-1 self-center text-sm text-text-2">{kind("everyMember")}</p>
        ) : options ? (
          <Select
            {...field}
            className="min-w-0 flex-1"
            onChange={({ target }) => change({ id: target.value })}
            options={[
              { value: "", label: options.length > 0 ? t("choose") : t("noneToChoose") },
              ...options.map(({ id: value, name }) => ({
                value,
                label: name === value ? value : `${name} (${value})`,
              })),
            ]}
          />
        ) : (
          <Input
            {...field}
            className="flex-1 font-mono"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder={draft.kind === "Account" ? "1234567890123456" : "fd-"}
            inputMode={draft.kind === "Account" ? "numeric" : "text"}
            onChange={({ target }) => change({ id: target.value })}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
              event.preventDefault(); // adds to the list; the form is sent by its button
              add();
            }}
          />
        )}
        <Button onClick={add}>{t("add")}</Button>
      </div>
      {text && (
        <p id={`${own}-error`} role="alert" className="flex items-start gap-[5px] text-xs text-danger">
          <Icon path={octagonXIcon} size="sm" className="mt-px" />
          {text}
        </p>
      )}
      <p id={`${own}-help`} className="max-w-prose text-xs text-muted">
        {draft.kind === "Account" ? t("accountHelp") : t("joinHelp")} {!known && t("byIdHelp")}
      </p>
    </fieldset>
  );
}

/** With its name, where the directory knows one. */
function described(principal: AskedPrincipal, known: KnownPrincipals | null) {
  const nameIn = (rows: KnownPrincipals["accounts"] | undefined, id: string) =>
    rows?.find((row) => row.id === id)?.name;
  if (principal.kind === "Account") {
    const { accountId } = principal;
    return { kind: "Account" as const, accountId, accountName: nameIn(known?.accounts, accountId) };
  }
  if (principal.kind === "Folder") {
    const { folderId } = principal;
    return { kind: "Folder" as const, folderId, folderName: nameIn(known?.folders, folderId) };
  }
  return { kind: "Directory" as const };
}
