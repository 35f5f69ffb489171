"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { ActionFailure } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/actions/result";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface ChooseProps {
  title: string;
  say: string;
  verb: string;
  done: string;
  /** What can be chosen before anything is searched for, such as `System/AliyunKMSFullAccess`. */
  choices: readonly string[];
  /** What is chosen already. */
  taken: readonly string[];
  /** Finds more by a part of the name; absent where `choices` is all there is. */
  find?: ((search: string) => Promise<ActionResult<string[]>>) | undefined;
  save: (chosen: readonly string[]) => Promise<ActionResult<unknown>>;
  closeHref: string;
}

export default function ChooseInScope({ scope, ...props }: ChooseProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <ChoosePanel {...props} />
    </ClientScope>
  );
}

const IDLE_MS = 300;

/** Policies for an identity, users for a group, groups for a user: several by name, chosen from those that fit. */
function ChoosePanel({ title, say, verb, done, choices, taken, find, save, closeHref }: ChooseProps) {
  const t = useTranslations("ram.choose");
  const router = useRouter();
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const finding = useAction<string, string[]>(find ?? nothing);
  const write = useAction(save, {
    onSuccess: () => {
      toast(done);
      router.push(closeHref, { scroll: false });
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again for another search alone
  useEffect(() => {
    if (!find || search === "") return;
    const timer = setTimeout(() => finding.run(search), IDLE_MS);
    return () => clearTimeout(timer);
  }, [search]);

  const known = [...new Set([...chosen, ...choices, ...(finding.value ?? [])])];
  const fits = (name: string) => nameOf(name).toLowerCase().includes(search.toLowerCase());
  const shown = known.filter((name) => !taken.includes(name) && (chosen.includes(name) || fits(name)));
  const toggle = (name: string) =>
    setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);

  return (
    <SidePanel
      title={title}
      closeHref={closeHref}
      submit={verb}
      pending={write.pending}
      disabled={chosen.length === 0}
      failure={write.failure}
      onSubmit={() => write.run(chosen)}
      say={chosen.length > 0 ? t("chosen", { count: chosen.length }) : say}
    >
      <Field label={t("search")}>
        {(wiring) => (
          <Input
            {...wiring}
            type="search"
            autoComplete="off"
            spellCheck={false}
            maxLength={128}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        )}
      </Field>
      {finding.failure && <ActionFailure failure={finding.failure} />}
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-sm font-bold">{title}</legend>
        {shown.map((name) => (
          <Checkbox key={name} checked={chosen.includes(name)} onChange={() => toggle(name)}>
            <span className="break-all">{nameOf(name)}</span>
            {name.startsWith("System/") && <span className="ml-2 text-xs text-muted">{t("system")}</span>}
          </Checkbox>
        ))}
        <p role="status" className="text-sm text-text-2">
          {shown.length === 0 && !finding.pending && t("none")}
        </p>
      </fieldset>
    </SidePanel>
  );
}

const nothing = async (): Promise<ActionResult<string[]>> => ({ ok: true, value: [] });

/** A policy is `Type/Name`; users and groups are names alone. */
function nameOf(choice: string): string {
  return choice.slice(choice.indexOf("/") + 1);
}
