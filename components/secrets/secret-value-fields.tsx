import { useFormatter, useTranslations } from "next-intl";
import { Field } from "@/components/patterns/field";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { closeIcon } from "@/components/ui/icon-paths";
import { Input, Textarea } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { SECRET_DATA_MAX_BYTES } from "@/lib/domain/secrets/secret-rules";
import { type Pair, type ValueDraft, type ValueFault, valueBytes } from "./secret-draft";

/** Where a summary of errors leads to. */
export const VALUE_FIELD_ID = "create-value";

/** Secret Value as Secret Key/Value or Plain Text (SEC-05, SEC-52). The limit is shown before it is met. */
export function SecretValueFields({
  draft,
  fault,
  onChange,
  onLeave,
}: {
  draft: ValueDraft;
  fault: ValueFault | undefined;
  onChange: (draft: ValueDraft) => void;
  onLeave: () => void;
}) {
  const t = useTranslations("secrets.value");
  const format = useFormatter();
  const faults: Record<ValueFault, string> = {
    empty: t("empty"),
    noName: t("noName"),
    repeatedName: t("repeatedName"),
    tooLong: t("tooLong", { limit: SECRET_DATA_MAX_BYTES }),
  };
  const bytes = t("bytes", { used: format.number(valueBytes(draft)), limit: format.number(SECRET_DATA_MAX_BYTES) });
  const error = fault && faults[fault];
  return (
    <>
      <RadioCards
        legend={t("title")}
        name="valueForm"
        value={draft.form}
        onChange={(form) => onChange({ ...draft, form: form === "plainText" ? "plainText" : "keyValue" })}
        cards={[
          { value: "keyValue", label: t("keyValue"), consequence: t("keyValueSay") },
          { value: "plainText", label: t("plainText"), consequence: t("plainTextSay") },
        ]}
      />
      {draft.form === "plainText" ? (
        <Field id={VALUE_FIELD_ID} label={t("plainText")} error={error} help={bytes}>
          {(wiring) => (
            <Textarea
              {...wiring}
              {...UNREMEMBERED}
              rows={6}
              className="font-mono"
              value={draft.text}
              onChange={(event) => onChange({ ...draft, text: event.target.value })}
              onBlur={onLeave}
            />
          )}
        </Field>
      ) : (
        <Pairs
          pairs={draft.pairs}
          error={error}
          help={bytes}
          onChange={(pairs) => onChange({ ...draft, pairs })}
          onLeave={onLeave}
        />
      )}
    </>
  );
}

/** No browser keeps what is typed here, checks its spelling elsewhere or corrects it. */
const UNREMEMBERED = { autoComplete: "off", autoCapitalize: "off", autoCorrect: "off", spellCheck: false } as const;

function Pairs({
  pairs,
  error,
  help,
  onChange,
  onLeave,
}: {
  pairs: readonly Pair[];
  error: string | undefined;
  help: string;
  onChange: (pairs: readonly Pair[]) => void;
  onLeave: () => void;
}) {
  const t = useTranslations("secrets.value");
  const set = (id: string, part: Partial<Pair>) =>
    onChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...part } : pair)));
  return (
    <Field id={VALUE_FIELD_ID} label={t("keyValue")} error={error} help={help}>
      {(wiring) => (
        <div className="grid gap-2">
          {pairs.map((pair, at) => (
            <div key={pair.id} className="flex items-center gap-2">
              <Input
                {...(at === 0 ? wiring : {})}
                {...UNREMEMBERED}
                aria-label={t("pairName", { number: at + 1 })}
                placeholder={t("pairNameHint")}
                className="font-mono"
                value={pair.name}
                onChange={(event) => set(pair.id, { name: event.target.value })}
                onBlur={onLeave}
              />
              <Input
                {...UNREMEMBERED}
                aria-label={t("pairValue", { number: at + 1 })}
                placeholder={t("pairValueHint")}
                className="font-mono"
                value={pair.value}
                onChange={(event) => set(pair.id, { value: event.target.value })}
                onBlur={onLeave}
              />
              <IconButton
                label={t("removePair", { number: at + 1 })}
                path={closeIcon}
                disabled={pairs.length === 1}
                onClick={() => onChange(pairs.filter(({ id }) => id !== pair.id))}
              />
            </div>
          ))}
          <Button size="sm" className="justify-self-start" onClick={() => onChange([...pairs, emptyPair(pairs)])}>
            {t("addPair")}
          </Button>
        </div>
      )}
    </Field>
  );
}

export const EMPTY_DRAFT: ValueDraft = { form: "keyValue", pairs: [{ id: "1", name: "", value: "" }], text: "" };

function emptyPair(pairs: readonly Pair[]): Pair {
  const highest = Math.max(0, ...pairs.map(({ id }) => Number(id)));
  return { id: String(highest + 1), name: "", value: "" };
}
