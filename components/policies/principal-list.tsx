"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { IconButton } from "@/components/ui/icon-button";
import { closeIcon, octagonXIcon } from "@/components/ui/icon-paths";
import { Input } from "@/components/ui/input";
import { DomainError } from "@/lib/domain/errors";
import { assertForm, type PolicyForm } from "@/lib/domain/policies/policy-form";
import { PrincipalName } from "./principal-name";
import { fullPrincipal, principalParts } from "./principal-words";
import { shortNames, useIdentities } from "./use-identities";

export type ListName = keyof PolicyForm;

/**
 * One of the three lists (POL-08). It only ever holds principals that belong in it (POL-13, POL-18), so that a document
 * can always be made of it; what is still being typed stands beside.
 */
export function PrincipalList({
  list,
  label,
  say,
  accountId,
  isCreator,
  form,
  onChange,
}: {
  list: ListName;
  label: string;
  say: ReactNode;
  accountId: string;
  /** Whether that account is the caller's: of another's users and roles nothing is known here. */
  isCreator: boolean;
  form: PolicyForm;
  onChange: (form: PolicyForm) => void;
}) {
  const t = useTranslations("policies.list");
  const id = useId();
  const [typed, setTyped] = useState("");
  const [fault, setFault] = useState<ReactNode>(null);
  const isOwn = list !== "crossAccountUsers";
  const answer = useIdentities(isOwn ? typed.replace(/^(?:user|role)\//, "") : "");
  const found = isCreator ? answer : undefined;
  const cannotLook = isOwn && found !== undefined && (!found.users || !found.roles);
  const held = form[list];
  const set = (principals: readonly string[]) => onChange({ ...form, [list]: principals });

  function add() {
    const text = fullPrincipal(typed, accountId);
    if (text === "") return setFault(null);
    const next = { ...form, [list]: [...held, text] };
    const problem = problemOf(accountId, next);
    const { kind, name } = principalParts(text);
    if (problem) setFault(<RefusalText code="InvalidPolicy" params={{ at: label, problem }} />);
    else if (isOwn && found?.all && !cannotLook && !shortNames(found).includes(`${kind}/${name}`))
      setFault(t("notThere", { name }));
    else {
      setFault(null);
      setTyped("");
      onChange(next);
    }
  }

  return (
    <fieldset className="grid min-w-0 gap-1.5">
      <legend className="text-sm font-bold">{label}</legend>
      <p id={`${id}-say`} className="max-w-prose text-xs text-text-2">
        {say}
      </p>
      {held.length > 0 && (
        <ul className="grid gap-1">
          {held.map((text) => (
            <li key={text} className="flex items-center gap-2 rounded-2 border border-line bg-sunken pl-2.5 text-sm">
              <span className="min-w-0 flex-1 py-1">
                <PrincipalName text={text} accountId={accountId} />
              </span>
              <IconButton
                label={t("remove", { name: principalParts(text).name || text })}
                path={closeIcon}
                onClick={() => set(held.filter((one) => one !== text))}
              />
            </li>
          ))}
        </ul>
      )}
      <div className="flex gap-2">
        <Input
          id={id}
          aria-label={label}
          aria-invalid={fault ? true : undefined}
          aria-describedby={`${id}-say ${id}-help${fault ? ` ${id}-error` : ""}`}
          list={isOwn ? `${id}-found` : undefined}
          className="font-mono"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault(); // adds to the list; the form is sent by its button
            add();
          }}
        />
        <Button onClick={add}>{t("add")}</Button>
      </div>
      {isOwn && found && (
        <datalist id={`${id}-found`}>
          {shortNames(found)
            .filter((name) => !held.includes(fullPrincipal(name, accountId)))
            .map((name) => (
              <option key={name} value={name} />
            ))}
        </datalist>
      )}
      {fault && (
        <p id={`${id}-error`} role="alert" className="flex items-start gap-[5px] text-xs text-danger">
          <Icon path={octagonXIcon} size="sm" className="mt-px" />
          <span>{fault}</span>
        </p>
      )}
      <p id={`${id}-help`} className="max-w-prose text-xs text-muted">
        {isOwn ? t("ownHelp") : t("crossHelp")}
        {cannotLook && <> {t("cannotLook")}</>}
      </p>
    </fieldset>
  );
}

/** Why the last that was added does not belong there. */
function problemOf(creatorAccountId: string, form: PolicyForm): string | undefined {
  try {
    assertForm({ creatorAccountId }, form);
    return undefined;
  } catch (error) {
    if (error instanceof DomainError) return String(error.params.problem);
    throw error;
  }
}
