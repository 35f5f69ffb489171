"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { SidePanel } from "@/components/patterns/side-panel";
import { TagFields } from "@/components/patterns/tag-fields";
import { useAction } from "@/components/patterns/use-action";
import { editKeyTagsAction } from "@/lib/actions/keys";
import { TAGS_MAX, type Tag } from "@/lib/domain/tag-rules";
import type { KeyDialogProps } from "./key-dialog";
import { areTags, tagChanges, tagsTyped } from "./key-form";
import { useClosing } from "./use-closing";

interface Props extends KeyDialogProps {
  tags: readonly Tag[];
}

export function EditTagsPanel(props: Props) {
  return (
    <ClientScope scope={props.scope}>
      <Panel {...props} />
    </ClientScope>
  );
}

function Panel({ region, keyId, name, closeHref, tags }: Props) {
  const t = useTranslations("keys.tags");
  const label = useTranslations("common.label");
  const column = useTranslations("keys.column");
  const errors = useTranslations("errors");
  const { close, closeWith } = useClosing(closeHref);
  const [rows, setRows] = useState<readonly Tag[]>(tags.length > 0 ? tags : [{ name: "", value: "" }]);
  const [wrong, setWrong] = useState(false);
  const { run, pending, failure } = useAction(editKeyTagsAction, { onSuccess: () => closeWith(t("done", { name })) });

  function submit() {
    const after = tagsTyped(rows);
    setWrong(!areTags(after));
    if (!areTags(after)) return;
    const changes = tagChanges(tags, after);
    if (changes.set.length + changes.removed.length === 0) close();
    else run({ region, key: keyId, ...changes });
  }

  return (
    <SidePanel
      title={t("title")}
      closeHref={closeHref}
      say={t("say")}
      submit={label("ok")}
      pending={pending}
      failure={failure}
      onSubmit={submit}
    >
      <TagFields
        legend={column("tags")}
        tags={rows}
        error={wrong ? errors("InvalidTags", { limit: TAGS_MAX }) : undefined}
        onChange={setRows}
      />
    </SidePanel>
  );
}
