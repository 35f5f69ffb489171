"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { withStepUp } from "@/components/patterns/step-up";
import { TagFields } from "@/components/patterns/tag-fields";
import { Icon } from "@/components/ui/icon";
import { circleCheckIcon, circleIcon, minusIcon, octagonXIcon } from "@/components/ui/icon-paths";
import { Input } from "@/components/ui/input";
import { disableKeyAction, editKeyTagsAction, enableKeyAction, scheduleKeyDeletionAction } from "@/lib/actions/keys";
import type { ActionFailure, ActionResult } from "@/lib/actions/result";
import { DELETION_WINDOW_DAYS } from "@/lib/domain/keys/key-rules";
import { TAGS_MAX, type Tag } from "@/lib/domain/tag-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import type { BulkCall, BulkItem } from "./bulk-items";
import { areTags, tagsTyped } from "./key-form";

interface Props {
  scope: ClientMessages;
  region: string;
  call: BulkCall;
  items: readonly BulkItem[];
  closeHref: string;
}

/** Every key that was chosen, what will become of it, and then what did. */
export function BulkPanel(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Panel {...props} />
    </ClientScope>
  );
}

type Result = ActionResult<unknown> | "running";
const UNANSWERED: ActionFailure = { ok: false, code: "ServiceUnavailable" };

function Panel({ region, call, items: found, closeHref }: Props) {
  const t = useTranslations("keys.bulk");
  const form = useTranslations("common.form");
  const errors = useTranslations("errors");
  const schedule = useTranslations("keys.schedule");
  const column = useTranslations("keys.column");
  const router = useRouter();
  // As it was chosen: the page behind may be read anew while this runs.
  const [items] = useState(found);
  const [days, setDays] = useState(String(DELETION_WINDOW_DAYS.usual));
  const [tags, setTags] = useState<Tag[]>([{ name: "", value: "" }]);
  const [wrong, setWrong] = useState(false);
  const [results, setResults] = useState<Readonly<Record<string, Result>>>({});
  const going = items.filter(({ verdict }) => verdict === "go");
  const ended = going.filter(({ keyId }) => typeof results[keyId] === "object");
  const failed = ended.filter(({ keyId }) => !isDone(results[keyId])).length;
  const isRunning = Object.keys(results).length > 0 && ended.length < going.length;
  const isOver = going.length > 0 && ended.length === going.length;
  const { minimum, maximum } = DELETION_WINDOW_DAYS;
  const isWindow = /^\d+$/.test(days.trim()) && Number(days) >= minimum && Number(days) <= maximum;
  const words = {
    bulkEnable: { title: t("enable", { count: going.length }), say: t("enableSay") },
    bulkDisable: { title: t("disable", { count: going.length }), say: t("disableSay") },
    bulkSchedule: { title: t("schedule", { count: going.length }), say: t("scheduleSay") },
    bulkTags: { title: t("tags", { count: going.length }), say: t("tagsSay") },
  }[call];

  function ask(key: string): Promise<ActionResult<unknown>> {
    switch (call) {
      case "bulkEnable":
        return enableKeyAction({ region, key });
      case "bulkDisable":
        return disableKeyAction({ region, key });
      case "bulkSchedule":
        return scheduleKeyDeletionAction({ region, key, windowDays: Number(days) });
      case "bulkTags":
        return editKeyTagsAction({ region, key, set: tagsTyped(tags), removed: [] });
    }
  }

  /** One after the other: what ends in the middle has done what it says, and no more. */
  async function run() {
    const typed = tagsTyped(tags);
    const bad =
      (call === "bulkTags" && (typed.length === 0 || !areTags(typed))) || (call === "bulkSchedule" && !isWindow);
    setWrong(bad);
    if (bad) return;
    for (const { keyId } of going) {
      setResults((before) => ({ ...before, [keyId]: "running" }));
      const result = await withStepUp(() => ask(keyId), words.title).catch(() => UNANSWERED);
      setResults((before) => ({ ...before, [keyId]: result }));
    }
  }

  return (
    <SidePanel
      title={words.title}
      closeHref={closeHref}
      asksOnly={isOver}
      say={isOver ? t("over", { done: ended.length - failed, failed }) : words.say}
      submit={isOver ? form("close") : words.title}
      pending={isRunning}
      disabled={going.length === 0}
      onSubmit={() => (isOver ? router.push(closeHref, { scroll: false }) : run())}
    >
      {call === "bulkSchedule" && (
        <Field
          label={schedule("days")}
          help={schedule("daysHelp", { minimum, maximum })}
          error={wrong && errors("InvalidDeletionWindow", { minimum, maximum })}
        >
          {(wiring) => (
            <Input
              {...wiring}
              inputMode="numeric"
              autoComplete="off"
              className="max-w-32"
              value={days}
              onChange={({ target }) => setDays(target.value)}
            />
          )}
        </Field>
      )}
      {call === "bulkTags" && (
        <TagFields
          legend={column("tags")}
          tags={tags}
          error={wrong ? errors("InvalidTags", { limit: TAGS_MAX }) : undefined}
          onChange={setTags}
        />
      )}
      <ul aria-label={t("chosen")} aria-live="polite" className="grid rounded-2 border border-line text-sm">
        {items.map((item) => (
          <Item key={item.keyId} item={item} result={results[item.keyId]} />
        ))}
      </ul>
    </SidePanel>
  );
}

function isDone(result: Result | undefined): boolean {
  return typeof result === "object" && result.ok;
}

function Item({ item, result }: { item: BulkItem; result: Result | undefined }) {
  const t = useTranslations("keys.bulk");
  const form = useTranslations("common.form");
  const { verdict, uses } = item;
  const failed = typeof result === "object" && !result.ok ? result : undefined;
  const look = failed
    ? { path: octagonXIcon, tone: "text-danger" }
    : isDone(result)
      ? { path: circleCheckIcon, tone: "text-ok" }
      : { path: verdict === "go" ? circleIcon : minusIcon, tone: "text-muted" };
  const why = { go: "", protected: t("isProtected"), state: t("notInState"), permission: t("noPermission") }[verdict];
  return (
    <li className="flex items-start gap-2 border-b border-line px-3 py-2 last:border-b-0">
      <Icon path={look.path} className={`mt-0.5 ${look.tone}`} />
      <span className="min-w-0 flex-1">
        <span className="block break-all">{item.name}</span>
        <span className="block text-xs text-muted">
          {failed ? (
            <RefusalText {...failed} />
          ) : isDone(result) ? (
            t("done")
          ) : result === "running" ? (
            form("working")
          ) : (
            why ||
            (uses &&
              (uses.secretsTotal + uses.callers > 0
                ? t("inUse", { secrets: uses.secretsTotal, callers: uses.callers })
                : t("unused")))
          )}
        </span>
      </span>
    </li>
  );
}
