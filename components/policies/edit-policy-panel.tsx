"use client";

import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { useClosing } from "@/components/keys/use-closing";
import { RefusalText } from "@/components/patterns/action-failure";
import { ClientScope } from "@/components/patterns/client-scope";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { PolicyEditor } from "@/components/ram/policy-editor";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { setPolicyAction } from "@/lib/actions/policies";
import type { PolicyView } from "@/lib/domain/keys/get-key-policy";
import { POLICY_BYTES_MAX } from "@/lib/domain/policies/check-policy";
import type { OwnAccess } from "@/lib/domain/policies/own-access";
import { DEFAULT_FORM, formOfPolicy, type PolicySubject } from "@/lib/domain/policies/policy-form";
import { judgeDocument } from "@/lib/domain/ram/document-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { consequencesOf } from "./policy-consequences";
import { PolicyConsequencesList } from "./policy-consequences-list";
import { byteLength, documentOf, laidOut, statementsIn } from "./policy-text";
import { type AccessQuota, PrincipalLists } from "./principal-lists";
import { ViewTabs } from "./view-tabs";

interface EditProps {
  subject: PolicySubject;
  region: string;
  /** Key ID or name of the secret. */
  name: string;
  policy: PolicyView;
  own: OwnAccess;
  access: AccessQuota | null;
  /** False for the owner of a jointly shared instance, about what a principal created in it (SHR-08). */
  isCreator: boolean;
  closeHref: string;
}

export default function EditPolicyInScope({ scope, ...props }: EditProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <EditPolicyPanel {...props} />
    </ClientScope>
  );
}

const LIMIT = POLICY_BYTES_MAX.resource;

/**
 * The policy of a key or secret as lists and as JSON: one document, of which the form is a view (POL-08). The panel
 * keeps the text alone, so neither view can say something that the other does not.
 */
function EditPolicyPanel({ subject, region, name, policy, own, access, isCreator, closeHref }: EditProps) {
  const t = useTranslations("policies.edit");
  const card = useTranslations("policies.card");
  const { closeWith } = useClosing(closeHref);
  const { base } = policy;
  const [stored] = useState(policy); // what was read with its revision, whatever the page behind reads meanwhile
  const [document, setDocument] = useState(() => laidOut(stored.document));
  const form = useMemo(() => formOfPolicy(subject, base, document), [subject, base, document]);
  const [view, setView] = useState<"form" | "json">(form ? "form" : "json");
  const after = useMemo(() => statementsIn(document), [document]);
  const consequences = useMemo(
    () => after && consequencesOf(subject, own, statementsIn(stored.document) ?? [], after),
    [subject, own, stored, after],
  );
  // The editor is long: what is wrong stands beside the button as well, once the typing rests.
  const rested = useRested(document);
  const refusal = useMemo(() => judgeDocument("resource", rested).refusal, [rested]);
  const bytes = byteLength(document);
  const write = useAction(setPolicyAction, { onSuccess: () => closeWith(t("saved")) });
  const { revision } = stored;
  const { failure } = write;
  const say = failure ? (
    <>
      <RefusalText {...failure} /> {failure.code === "ChangedMeanwhile" && t("look")}
    </>
  ) : after ? (
    t("say")
  ) : refusal ? (
    <RefusalText {...refusal} />
  ) : (
    t("wrong")
  );
  return (
    <SidePanel
      wide
      title={card("edit")}
      closeHref={closeHref}
      submit={t("save")}
      pending={write.pending}
      disabled={!consequences || consequences.locksOut}
      failure={failure}
      onSubmit={() => write.run({ subject, region, name, document, revision })}
      say={say}
    >
      <ViewTabs
        label={t("views")}
        views={[
          { view: "form", label: t("form") },
          { view: "json", label: t("json") },
        ]}
        current={view}
        onChoose={setView}
      >
        {view === "json" ? (
          <>
            <PolicyEditor
              kind="resource"
              label={card("document")}
              help={t("help", { limit: LIMIT })}
              value={document}
              onChange={setDocument}
            />
            <p className={bytes > LIMIT ? "text-xs text-danger" : "text-xs text-muted"}>
              {t("bytes", { bytes, limit: LIMIT })}
            </p>
          </>
        ) : form ? (
          <PrincipalLists
            subject={subject}
            base={base}
            access={access}
            isCreator={isCreator}
            form={form}
            onChange={(changed) => setDocument(documentOf(subject, base, changed))}
          />
        ) : (
          <Notice
            tone="info"
            title={after ? t("noFormMore") : t("noFormWrong")}
            actions={
              <Button size="sm" onClick={() => setDocument(documentOf(subject, base, DEFAULT_FORM))}>
                {t("toDefault")}
              </Button>
            }
          />
        )}
      </ViewTabs>
      {consequences && (
        <PolicyConsequencesList subject={subject} accountId={base.creatorAccountId} consequences={consequences} />
      )}
    </SidePanel>
  );
}

const IDLE_MS = 400;

function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), IDLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
