"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { IconButton } from "@/components/ui/icon-button";
import { closeIcon, octagonXIcon, plusIcon } from "@/components/ui/icon-paths";
import { Input } from "@/components/ui/input";
import { TAGS_MAX, type Tag } from "@/lib/domain/tag-rules";

/** Tags as they are typed, one row each; the limit stands beside the button that meets it (KEY-83). */
export function TagFields({
  id: givenId,
  legend,
  tags,
  error,
  onChange,
}: {
  /** Given where a summary of errors links to the fields. */
  id?: string;
  legend: string;
  tags: readonly Tag[];
  error?: string | undefined;
  onChange: (tags: Tag[]) => void;
}) {
  const t = useTranslations("common.tags");
  const ownId = useId();
  const id = givenId ?? ownId;
  const change = (index: number, part: Partial<Tag>) =>
    onChange(tags.map((tag, at) => (at === index ? { ...tag, ...part } : tag)));
  return (
    <fieldset id={id} tabIndex={-1} className="grid gap-1.5" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-[5px] text-sm font-bold">{legend}</legend>
      {tags.map((tag, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a tag under the pen has no name yet, and rows never change places
        <div key={index} className="flex gap-2">
          <Input
            aria-label={t("name", { number: index + 1 })}
            placeholder={t("namePlaceholder")}
            aria-invalid={error ? true : undefined}
            autoComplete="off"
            spellCheck={false}
            value={tag.name}
            onChange={(event) => change(index, { name: event.target.value })}
          />
          <Input
            aria-label={t("value", { number: index + 1 })}
            placeholder={t("valuePlaceholder")}
            autoComplete="off"
            spellCheck={false}
            value={tag.value}
            onChange={(event) => change(index, { value: event.target.value })}
          />
          <IconButton
            label={t("remove", { number: index + 1 })}
            path={closeIcon}
            onClick={() => onChange(tags.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      {error && (
        <p id={`${id}-error`} className="flex items-start gap-[5px] text-xs text-danger">
          <Icon path={octagonXIcon} size="sm" className="mt-px" />
          {error}
        </p>
      )}
      <div className="flex items-center gap-2">
        <Button
          size="sm"
          disabled={tags.length >= TAGS_MAX}
          onClick={() => onChange([...tags, { name: "", value: "" }])}
        >
          <Icon path={plusIcon} size="xs" />
          {t("add")}
        </Button>
        <span className="text-xs text-muted">{t("count", { count: tags.length, limit: TAGS_MAX })}</span>
      </div>
      <p className="max-w-prose text-xs text-muted">{t("help")}</p>
    </fieldset>
  );
}
