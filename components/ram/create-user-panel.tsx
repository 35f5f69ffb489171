"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Checkbox } from "@/components/ui/checkbox";
import { Input, Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { createUserAction } from "@/lib/actions/ram";
import { DISPLAY_NAME_MAX, NAME_MAX, TEXT_MAX } from "@/lib/domain/ram/ram-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { LoginFields, loginOf, textOf } from "./login-fields";
import { OnceShown } from "./once-shown";
import { ramHref } from "./ram-address";

interface CreateUserProps {
  region: string;
  /** What the sign-in name ends in. */
  accountName: string;
  closeHref: string;
}

export default function CreateUserInScope({ scope, ...props }: CreateUserProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <CreateUserPanel {...props} />
    </ClientScope>
  );
}

/** A RAM user, with a login and an AccessKey where wished. It may do nothing until a policy is attached (ACC-01). */
function CreateUserPanel({ region, accountName, closeHref }: CreateUserProps) {
  const t = useTranslations("ram");
  const router = useRouter();
  const [name, setName] = useState("");
  const [login, setLogin] = useState(true);
  const toUser = (userName: string) => {
    toast(t("user.created", { name: userName }));
    router.push(ramHref(region, "users", userName));
  };
  const write = useAction(createUserAction, {
    onSuccess: ({ user, accessKey }) => {
      if (!accessKey) toUser(user.userName);
    },
  });
  const made = write.value;
  if (made?.accessKey) {
    return <OnceShown accessKey={made.accessKey} onStored={() => toUser(made.user.userName)} />;
  }

  function submit(data: FormData) {
    write.run({
      userName: name,
      displayName: textOf(data, "displayName"),
      comments: textOf(data, "comments"),
      accessKey: data.get("accessKey") !== null,
      ...(login && { login: loginOf(data) }),
    });
  }

  return (
    <SidePanel
      title={t("user.create")}
      closeHref={closeHref}
      submit={t("user.create")}
      pending={write.pending || made !== undefined}
      disabled={name === ""}
      failure={write.failure}
      onSubmit={submit}
      say={t("user.createSay")}
    >
      <Field
        label={t("user.name")}
        help={login && name ? t("user.signInName", { name: `${name}@${accountName}` }) : t("nameHelp")}
      >
        {(wiring) => (
          <Input
            {...wiring}
            className="font-mono"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={NAME_MAX}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label={t("user.displayName")} optional>
        {(wiring) => <Input {...wiring} name="displayName" autoComplete="off" maxLength={DISPLAY_NAME_MAX} />}
      </Field>
      <Field label={t("comments")} optional>
        {(wiring) => <Textarea {...wiring} name="comments" rows={2} maxLength={TEXT_MAX} />}
      </Field>
      <Checkbox checked={login} onChange={(event) => setLogin(event.target.checked)} help={t("user.loginHelp")}>
        {t("user.withLogin")}
      </Checkbox>
      {login && <LoginFields />}
      <Checkbox name="accessKey" help={t("user.accessKeyHelp")}>
        {t("user.withAccessKey")}
      </Checkbox>
    </SidePanel>
  );
}
