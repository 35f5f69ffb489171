"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { Input, Textarea } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { updateGroupAction, updateUserAction } from "@/lib/actions/ram";
import { DISPLAY_NAME_MAX, TEXT_MAX } from "@/lib/domain/ram/ram-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { textOf } from "./login-fields";

type DescribeProps = { closeHref: string; name: string; comments: string } & (
  | { kind: "user"; displayName: string }
  | { kind: "group" }
);

export default function DescribeInScope({ scope, ...props }: DescribeProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <DescribePanel {...props} />
    </ClientScope>
  );
}

/** How a user or a group is described; its name stays, since policies spell it out. */
function DescribePanel(props: DescribeProps) {
  const { closeHref, name, comments } = props;
  const t = useTranslations("ram");
  const router = useRouter();
  const onSuccess = () => {
    toast(t("edited", { name }));
    router.push(closeHref, { scroll: false });
  };
  const user = useAction(updateUserAction, { onSuccess });
  const group = useAction(updateGroupAction, { onSuccess });
  const write = props.kind === "user" ? user : group;

  function submit(data: FormData) {
    const typed = textOf(data, "comments");
    if (props.kind === "group") group.run({ groupName: name, comments: typed });
    else user.run({ userName: name, comments: typed, displayName: textOf(data, "displayName") });
  }

  return (
    <SidePanel
      title={t("edit")}
      closeHref={closeHref}
      submit={t("save")}
      pending={write.pending}
      failure={write.failure}
      onSubmit={submit}
      say={t("nameStays")}
    >
      {props.kind === "user" && (
        <Field label={t("user.displayName")} optional>
          {(wiring) => (
            <Input
              {...wiring}
              name="displayName"
              autoComplete="off"
              defaultValue={props.displayName}
              maxLength={DISPLAY_NAME_MAX}
            />
          )}
        </Field>
      )}
      <Field label={t("comments")} optional>
        {(wiring) => <Textarea {...wiring} name="comments" rows={4} defaultValue={comments} maxLength={TEXT_MAX} />}
      </Field>
    </SidePanel>
  );
}
