"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { createRoleAction, updateRoleAction } from "@/lib/actions/ram";
import { NAME_MAX, TEXT_MAX } from "@/lib/domain/ram/ram-rules";
import { TOKEN_SECONDS_DEFAULT } from "@/lib/domain/ram/roles/role-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { ramHref } from "./ram-address";
import { TrustFields } from "./trust-fields";

interface RoleProps {
  region: string;
  /** The one that is changed; absent for a new one. */
  role?: { roleName: string; description: string; trustPolicy: string; maxTokenSeconds: number } | undefined;
  /** What a new role trusts until somebody says otherwise. */
  beginning: string;
  closeHref: string;
}

export default function RoleInScope({ scope, ...props }: RoleProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <RolePanel {...props} />
    </ClientScope>
  );
}

const TIMES = [900, 1800, 3600, 7200, 14_400, 28_800, 43_200];

function RolePanel({ region, role, beginning, closeHref }: RoleProps) {
  const t = useTranslations("ram");
  const common = useTranslations("common.label");
  const router = useRouter();
  const [roleName, setName] = useState(role?.roleName ?? "");
  const [description, setDescription] = useState(role?.description ?? "");
  const [seconds, setSeconds] = useState(role?.maxTokenSeconds ?? TOKEN_SECONDS_DEFAULT);
  const [trustPolicy, setTrust] = useState(role?.trustPolicy ?? beginning);
  const write = useAction(role ? updateRoleAction : createRoleAction, {
    onSuccess: () => {
      toast(role ? t("edited", { name: roleName }) : t("role.created", { name: roleName }));
      router.push(ramHref(region, "roles", roleName));
    },
  });
  const timeText = (time: number) =>
    time % 3600 === 0 ? t("role.hours", { count: time / 3600 }) : t("role.minutes", { count: time / 60 });
  const times = [...new Set([...TIMES, seconds])].sort((one, other) => one - other);
  return (
    <SidePanel
      wide
      title={role ? t("role.edit") : t("role.create")}
      closeHref={closeHref}
      submit={role ? t("save") : t("role.create")}
      pending={write.pending}
      disabled={roleName === ""}
      failure={write.failure}
      onSubmit={() => write.run({ roleName, description, trustPolicy, maxTokenSeconds: seconds })}
      say={role ? t("role.editSay") : t("role.createSay")}
    >
      {!role && (
        <Field label={t("role.name")} help={t("nameHelp")}>
          {(wiring) => (
            <Input
              {...wiring}
              className="font-mono"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              maxLength={NAME_MAX}
              value={roleName}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field label={common("description")} optional>
        {(wiring) => (
          <Input
            {...wiring}
            autoComplete="off"
            maxLength={TEXT_MAX}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("role.tokenTime")} help={t("role.tokenTimeHelp")}>
        {(wiring) => (
          <Select
            {...wiring}
            className="max-w-48"
            value={String(seconds)}
            onChange={(event) => setSeconds(Number(event.target.value))}
            options={times.map((time) => ({ value: String(time), label: timeText(time) }))}
          />
        )}
      </Field>
      <TrustFields value={trustPolicy} onChange={setTrust} />
    </SidePanel>
  );
}
