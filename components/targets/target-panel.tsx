"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { RefusalText } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import type { KeyChoice } from "@/components/secrets/encryption-key-field";
import { useTargetErrors } from "@/components/secrets/target-errors";
import { toast } from "@/components/ui/toast";
import type { ActionFailure } from "@/lib/actions/result";
import { createRotationTargetAction, updateRotationTargetAction } from "@/lib/actions/targets";
import type { TargetService } from "@/lib/domain/secrets/targets/target-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { CredentialFields } from "./credential-fields";
import { IdentityFields } from "./identity-fields";
import { PlaceFields } from "./place-fields";
import {
  createInput,
  draftOf,
  EMPTY_TARGET,
  type KnownTarget,
  serving,
  type TargetDraft,
  type TargetFormField,
  targetFaults,
  updateInput,
} from "./target-draft";
import { useTargetFaults, useTargetLabels } from "./target-words";

export interface TargetPanelProps {
  region: string;
  /** Null: a new one is registered, for secrets of `service`. */
  known: KnownTarget | null;
  service: TargetService;
  /** Generic secrets that can hold a credential, and whether there are more. */
  secrets: readonly string[];
  moreSecrets: boolean;
  keys: readonly KeyChoice[];
  moreKeys: boolean;
  closeHref: string;
}

export default function TargetPanelInScope({ scope, ...props }: TargetPanelProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <TargetPanel {...props} />
    </ClientScope>
  );
}

/** What a form needs to show a field: its place, its name, and what is wrong with it once it was judged. */
export interface TargetFormProps {
  draft: TargetDraft;
  isKnown: boolean;
  set: (part: Partial<TargetDraft>) => void;
  propsOf: (field: TargetFormField) => { id: string; label: string; error: ReactNode; onLeave: () => void };
}

const fieldId = (field: TargetFormField) => `target-${field}`;

/** Registers a rotation target, or changes one (SEC-18). Saving signs in once, and says what came of it. */
function TargetPanel({ region, known, service, closeHref, ...choices }: TargetPanelProps) {
  const t = useTranslations("targets");
  const router = useRouter();
  const [draft, setDraft] = useState(() => (known ? draftOf(known) : serving(EMPTY_TARGET, service)));
  const [left, setLeft] = useState<readonly TargetFormField[]>([]);
  const wordsOf = useTargetErrors();
  const isKnown = known !== null;
  const write = useAction(
    (input: TargetDraft) =>
      isKnown
        ? updateRotationTargetAction(updateInput(region, input))
        : createRotationTargetAction(createInput(region, input)),
    {
      onSuccess: ({ targetId, checkError }) => {
        const what = checkError && wordsOf(checkError)?.what;
        toast(what ? t("panel.doneUnchecked", { targetId, what }) : t("panel.done", { targetId }));
        router.push(closeHref, { scroll: false });
        router.refresh();
      },
    },
  );

  const labels = useTargetLabels(draft.adapter);
  const words = useTargetFaults();
  const faults = targetFaults(draft, isKnown);
  const refused = write.failure && refusedField(write.failure);
  const shown = ALL_FIELDS.filter((field) => (left.includes(field) && faults.includes(field)) || refused === field);
  const form: TargetFormProps = {
    draft,
    isKnown,
    set: (part) => setDraft((before) => ({ ...before, ...part })),
    propsOf: (field) => ({
      id: fieldId(field),
      label: labels[field],
      error: errorOf(field),
      onLeave: () => setLeft((before) => [...before, field]),
    }),
  };

  function errorOf(field: TargetFormField): ReactNode {
    if (!shown.includes(field)) return undefined;
    if (faults.includes(field)) return words[field];
    return write.failure && <RefusalText {...write.failure} />;
  }

  function submit() {
    setLeft(ALL_FIELDS);
    if (faults.length === 0) write.run(draft);
  }

  return (
    <SidePanel
      title={isKnown ? t("panel.editTitle") : t("panel.createTitle")}
      closeHref={closeHref}
      submit={isKnown ? t("panel.save") : t("panel.register")}
      pending={write.pending || write.value !== undefined}
      failure={write.failure}
      onSubmit={submit}
      say={
        shown.length > 0 ? (
          <FieldErrors fields={shown.map((field) => ({ id: fieldId(field), label: labels[field] }))} />
        ) : (
          t("panel.say")
        )
      }
    >
      <IdentityFields {...form} />
      <PlaceFields {...form} />
      <CredentialFields {...form} {...choices} region={region} />
    </SidePanel>
  );
}

const ALL_FIELDS: readonly TargetFormField[] = [
  "targetId",
  "name",
  "address",
  "port",
  "database",
  "tls",
  "caPem",
  "hostKey",
  "credentialSecret",
  "userName",
  "password",
  "privateKey",
  "signingSecret",
  "encryptionKey",
];

/** At which field a refusal is shown. */
function refusedField({ code, params }: ActionFailure): TargetFormField | undefined {
  if (code === "RotationTargetExists") return "targetId";
  if (code === "AddressNotAllowed") return "address";
  if (code === "SecretNotFound") return "credentialSecret";
  if (code === "EncryptionKeyUnsuitable" || code === "KeyNotFound") return "encryptionKey";
  return code === "InvalidRotationTarget" ? ALL_FIELDS.find((field) => field === params?.name) : undefined;
}
