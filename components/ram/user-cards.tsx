import { useTranslations } from "next-intl";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Lack } from "@/lib/domain/lack";
import type { UserDetails } from "@/lib/domain/ram/users/get-user";
import { LoginBadge } from "./login-badge";
import { Offer } from "./offer";
import { ramHref, withQuery } from "./ram-address";

export function UserFactsCard({ user, page, lack }: { user: UserDetails; page: string; lack: Lack | null }) {
  const t = useTranslations("ram");
  const edit = (
    <Offer lack={lack} href={withQuery(page, { panel: "edit" })} size="sm">
      {t("edit")}
    </Offer>
  );
  return (
    <Card title={t("facts")} actions={edit}>
      <KeyValue
        columns={2}
        entries={[
          { label: t("arn"), value: <CopyableId id={user.arn} what={t("arn")} /> },
          { label: t("createdAt"), value: <Moment at={user.createdAt} /> },
          { label: t("user.displayName"), value: user.displayName || "–" },
          { label: t("comments"), value: user.comments || "–" },
        ]}
      />
    </Card>
  );
}

export interface LoginLacks {
  give: Lack | null;
  reset: Lack | null;
  take: Lack | null;
  factor: Lack | null;
}

/** Console login and second factor, with what each button does said beside it. */
export function UserLoginCard({
  user,
  signInName,
  page,
  lacks,
}: {
  user: UserDetails;
  signInName: string;
  page: string;
  lacks: LoginLacks;
}) {
  const t = useTranslations("ram.login");
  const { consoleLogin, secondFactorSince } = user;
  return (
    <Card title={t("title")}>
      <KeyValue
        entries={[
          { label: t("state"), value: <LoginBadge user={user} /> },
          ...(consoleLogin ? [{ label: t("name"), value: <CopyableId id={signInName} what={t("name")} /> }] : []),
          {
            label: t("factor"),
            value: secondFactorSince
              ? t.rich("factorSince", { moment: () => <Moment at={secondFactorSince} /> })
              : t("factorOff"),
          },
        ]}
      />
      <div className="mt-3 flex flex-wrap gap-2">
        {consoleLogin ? (
          <>
            <Offer lack={lacks.reset} href={withQuery(page, { panel: "password" })} size="sm">
              {t("reset")}
            </Offer>
            {secondFactorSince && (
              <Offer lack={lacks.factor} href={withQuery(page, { dialog: "factor" })} size="sm">
                {t("resetFactor")}
              </Offer>
            )}
            <Offer lack={lacks.take} href={withQuery(page, { dialog: "login" })} size="sm">
              {t("take")}
            </Offer>
          </>
        ) : (
          <Offer lack={lacks.give} href={withQuery(page, { panel: "login" })} size="sm">
            {t("give")}
          </Offer>
        )}
      </div>
      <p className="mt-2 max-w-prose text-xs text-muted">{consoleLogin ? t("sayOn") : t("sayOff")}</p>
    </Card>
  );
}

export function UserGroupsCard({
  region,
  groups,
  page,
  lack,
}: {
  region: string;
  groups: UserDetails["groups"];
  page: string;
  lack: { join: Lack | null; leave: Lack | null };
}) {
  const t = useTranslations("ram");
  const join = (
    <Offer lack={lack.join} href={withQuery(page, { panel: "join" })} size="sm">
      {t("user.join")}
    </Offer>
  );
  return (
    <Card title={t("group.plural")} actions={join}>
      {groups.length > 0 ? (
        <ul className="grid gap-1.5 text-sm">
          {groups.map(({ groupName, comments }) => (
            <li key={groupName} className="flex flex-wrap items-baseline gap-x-3">
              <TextLink href={ramHref(region, "groups", groupName)} className="font-medium break-all">
                {groupName}
              </TextLink>
              <span className="flex-1 text-xs text-muted">{comments}</span>
              {lack.leave ? (
                <LockedAction lack={lack.leave} asText>
                  {t("user.leave")}
                </LockedAction>
              ) : (
                <TextLink
                  href={withQuery(page, { dialog: "leave", group: groupName })}
                  scroll={false}
                  aria-label={t("user.leaveOne", { name: groupName })}
                >
                  {t("user.leave")}
                </TextLink>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-sm text-text-2">{t("user.noGroups")}</p>
      )}
    </Card>
  );
}
