"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { ConfirmDialog } from "@/components/patterns/confirm-dialog";
import { Field } from "@/components/patterns/field";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/actions/result";
import {
  createDirectoryFolderAction,
  renameDirectoryFolderAction,
  updateResourceShareAction,
} from "@/lib/actions/sharing";
import { FOLDER_NAME_MAX, isPlainName } from "@/lib/domain/sharing/directory-rules";
import { SHARE_NAME_MAX } from "@/lib/domain/sharing/share-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";

/** What gets the name. */
export type Named =
  | { kind: "share"; region: string; shareId: string }
  | { kind: "folder"; folderId: string }
  | { kind: "newFolder"; parentId: string | null };

interface NameDialogProps {
  of: Named;
  title: string;
  say: ReactNode;
  label: string;
  help: string;
  /** What is said of a name that cannot be. */
  wrong: string;
  verb: string;
  done: string;
  /** The name as it is; empty for something new. */
  name: string;
  closeHref: string;
}

export default function NameInScope({ scope, ...props }: NameDialogProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <NameDialog {...props} />
    </ClientScope>
  );
}

function give(of: Named, name: string): Promise<ActionResult<unknown>> {
  switch (of.kind) {
    case "share":
      return updateResourceShareAction({ region: of.region, shareId: of.shareId, name });
    case "folder":
      return renameDirectoryFolderAction({ folderId: of.folderId, name });
    case "newFolder":
      return createDirectoryFolderAction({ parentId: of.parentId, name });
  }
}

/** The name of a share or folder: given, or changed. */
function NameDialog({ of, title, say, label, help, wrong, verb, done, name, closeHref }: NameDialogProps) {
  const router = useRouter();
  const [typed, setTyped] = useState(name);
  const [asked, setAsked] = useState(false);
  const close = () => router.push(closeHref, { scroll: false });
  const write = useAction((asked: string) => give(of, asked), {
    onSuccess: () => {
      toast(done);
      close();
    },
  });
  const isWrong = !isPlainName(typed, of.kind === "share" ? SHARE_NAME_MAX : FOLDER_NAME_MAX);

  function save() {
    setAsked(true);
    if (!isWrong) write.run(typed);
  }

  return (
    <ConfirmDialog
      title={title}
      description={say}
      verb={verb}
      disabled={typed === name}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onConfirm={save}
      onDismiss={close}
    >
      <Field label={label} help={help} error={asked && isWrong && wrong}>
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onBlur={() => setAsked(typed !== name)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && !event.nativeEvent.isComposing && typed !== name && !write.pending) save();
            }}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
