"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { FieldErrors } from "@/components/patterns/field-errors";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { ViewTabs } from "@/components/policies/view-tabs";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import type { ActionResult } from "@/lib/actions/result";
import {
  associateResourceShareAction,
  createResourceShareAction,
  setInstanceSharingModeAction,
} from "@/lib/actions/sharing";
import { isPlainName } from "@/lib/domain/sharing/directory-rules";
import { SHARE_NAME_MAX, SHARE_PERMISSION } from "@/lib/domain/sharing/share-rules";
import type { ResourceShareView } from "@/lib/domain/sharing/shares/share-view";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import type { KnownPrincipals } from "./principal-draft";
import { allOf, NO_PRINCIPALS, PrincipalsField } from "./principals-field";
import { ShareResult } from "./share-result";
import { type Mode, SharingModeCards } from "./sharing-mode-cards";

export interface ShareInstanceProps {
  region: string;
  instanceId: string;
  name: string;
  /** As the instance is now. */
  mode: Mode;
  /** Null for one who is not shown who is in the directory. */
  known: KnownPrincipals | null;
  /** Shares that do not hold the instance yet. */
  shares: readonly { shareId: string; name: string; principals: number }[];
  closeHref: string;
}

export default function ShareInstanceInScope({ scope, ...props }: ShareInstanceProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <ShareInstancePanel {...props} />
    </ClientScope>
  );
}

type Tab = "create" | "existing";
const isShareName = (name: string) => isPlainName(name, SHARE_NAME_MAX);
const NAME = "share-name";
const PRINCIPALS = "share-principals";

interface Asked {
  mode: Mode;
  name?: string;
  principals?: ReturnType<typeof allOf>;
  shareId?: string;
}

/** RD Multi-account Sharing Settings (SHR-03, SHR-04): the mode, then a share that the instance is put into. */
function ShareInstancePanel({ region, instanceId, name, mode, known, shares, closeHref }: ShareInstanceProps) {
  const t = useTranslations("sharing.settings");
  const [stored, setStored] = useState(mode);
  const done = useRef(mode); // an attempt that goes on after a proof (S36) must not change it twice
  const [chosenMode, setMode] = useState(mode);
  const [tab, setTab] = useState<Tab>("create");
  const [shareName, setName] = useState("");
  const [chosen, setChosen] = useState(NO_PRINCIPALS);
  const [shareId, setShareId] = useState(shares[0]?.shareId ?? "");
  const [left, setLeft] = useState<readonly string[]>([]);
  const write = useAction<Asked, ResourceShareView>(share);

  /** The mode first: nobody is ever given access under one that was not chosen. */
  async function share(asked: Asked): Promise<ActionResult<ResourceShareView>> {
    if (asked.mode === "Independent" && done.current === "Joint") {
      const changed = await setInstanceSharingModeAction({ region, instanceId, mode: asked.mode });
      if (!changed.ok) return changed;
      done.current = asked.mode;
      setStored(asked.mode);
    }
    if (asked.shareId)
      return associateResourceShareAction({ region, shareId: asked.shareId, instanceIds: [instanceId] });
    return createResourceShareAction({
      region,
      name: asked.name ?? "",
      instanceIds: [instanceId],
      principals: asked.principals ?? [],
    });
  }

  const principals = allOf(chosen);
  const faults =
    tab === "existing"
      ? []
      : [
          { id: NAME, label: t("name"), is: !isShareName(shareName) },
          { id: PRINCIPALS, label: t("principals"), is: principals.length === 0 },
        ].filter(({ id, is }) => is && left.includes(id));

  function submit() {
    setLeft([NAME, PRINCIPALS]);
    if (tab === "existing") return write.run({ mode: chosenMode, shareId });
    if (isShareName(shareName) && principals.length > 0) {
      write.run({ mode: chosenMode, name: shareName, principals });
    }
  }

  if (write.value) {
    return (
      <ShareResult region={region} share={write.value} instanceId={instanceId} name={name} closeHref={closeHref} />
    );
  }
  return (
    <SidePanel
      wide
      title={t("title")}
      closeHref={closeHref}
      submit={t("submit")}
      pending={write.pending}
      disabled={tab === "existing" && shareId === ""}
      failure={write.failure}
      onSubmit={submit}
      say={faults.length > 0 ? <FieldErrors fields={faults} /> : t("say", { name })}
    >
      <SharingModeCards stored={stored} chosen={chosenMode} onChoose={setMode} />
      <section aria-labelledby="add-to-share" className="grid gap-3 border-t border-line pt-4">
        <h3 id="add-to-share" className="text-md font-bold">
          {t("addToShare")}
        </h3>
        <ViewTabs
          label={t("addToShare")}
          views={[
            { view: "create", label: t("create") },
            { view: "existing", label: t("existing") },
          ]}
          current={tab}
          onChoose={setTab}
        >
          {tab === "create" ? (
            <>
              <Field
                id={NAME}
                label={t("name")}
                help={t("nameHelp", { limit: SHARE_NAME_MAX })}
                error={faults.some(({ id }) => id === NAME) && t("nameWrong")}
              >
                {(wiring) => (
                  <Input
                    {...wiring}
                    name="shareName"
                    autoComplete="off"
                    spellCheck={false}
                    value={shareName}
                    onChange={({ target }) => setName(target.value)}
                    onBlur={() => shareName !== "" && setLeft((before) => [...before, NAME])}
                  />
                )}
              </Field>
              <PrincipalsField
                id={PRINCIPALS}
                chosen={chosen}
                known={known}
                error={faults.some(({ id }) => id === PRINCIPALS) && t("principalsWrong")}
                onChange={setChosen}
              />
              <Field label={t("permission")} help={t("permissionHelp")}>
                {(wiring) => (
                  <Select
                    {...wiring}
                    className="font-mono"
                    value={SHARE_PERMISSION}
                    onChange={() => undefined}
                    options={[{ value: SHARE_PERMISSION, label: SHARE_PERMISSION }]}
                  />
                )}
              </Field>
            </>
          ) : shares.length > 0 ? (
            <RadioCards
              legend={t("existing")}
              name="shareId"
              columns={1}
              value={shareId}
              onChange={setShareId}
              cards={shares.map((one) => ({
                value: one.shareId,
                label: one.name,
                consequence: t("existingSay", { count: one.principals, id: one.shareId }),
              }))}
            />
          ) : (
            <Notice tone="plain" title={t("existingNone")}>
              {t("existingNoneSay")}
            </Notice>
          )}
        </ViewTabs>
      </section>
      {write.failure && stored !== mode && (
        <Notice tone="info" title={t("modeChanged")}>
          {t("notSharedYet")}
        </Notice>
      )}
    </SidePanel>
  );
}
