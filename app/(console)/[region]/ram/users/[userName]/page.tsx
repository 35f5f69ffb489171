import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { AttachedPoliciesCard } from "@/components/ram/attached-policies-card";
import { EffectivePermissionsCard } from "@/components/ram/effective-permissions-card";
import { LoginBadge } from "@/components/ram/login-badge";
import { Offer } from "@/components/ram/offer";
import { ramHref, withQuery } from "@/components/ram/ram-address";
import { UserAccessKeysCard } from "@/components/ram/user-access-keys-card";
import { UserFactsCard, UserGroupsCard, UserLoginCard } from "@/components/ram/user-cards";
import { consoleCtx, requireSession } from "@/lib/auth/console-context";
import { signInNameOf } from "@/lib/domain/accounts/account-rules";
import { listAccessKeys } from "@/lib/domain/accounts/list-access-keys";
import { firstLack } from "@/lib/domain/lack";
import { getUser } from "@/lib/domain/ram/users/get-user";
import { orNotFound } from "../../../../or-not-found";
import { readable, Unreadable } from "../../../../readable";
import { ConfirmUserAct } from "../confirm-user-act";
import { OpenUserPanel } from "./open-user-panel";

export async function generateMetadata({ params }: PageProps<"/[region]/ram/users/[userName]">): Promise<Metadata> {
  return { title: decodeURIComponent((await params).userName) };
}

/** One RAM user: how it signs in, its AccessKeys, and what it may do. */
export default async function UserPage({ params, searchParams }: PageProps<"/[region]/ram/users/[userName]">) {
  const { region, userName: encoded } = await params;
  const userName = decodeURIComponent(encoded);
  const search = await searchParams;
  const [ctx, { accountName }, t, nav] = await Promise.all([
    consoleCtx(),
    requireSession(),
    getTranslations("ram.user"),
    getTranslations("common.nav"),
  ]);
  const crumbs = [{ label: nav("users"), href: ramHref(region, "users") }, { label: userName }];
  const user = await readable(orNotFound(getUser(ctx, { userName })));
  if (user instanceof Unreadable) {
    return (
      <>
        <PageHeader title={<span className="break-all">{userName}</span>} crumbs={crumbs} />
        <NoPermissionPage lack={user.lack} />
      </>
    );
  }
  const keys = await readable(listAccessKeys(ctx, { userName }));
  const lack = (api: string) => firstLack(ctx, { action: `ram:${api}`, resource: user.arn });
  const page = ramHref(region, "users", userName);
  return (
    <>
      <PageHeader
        title={<span className="break-all">{userName}</span>}
        state={<LoginBadge user={user} />}
        facts={user.displayName}
        crumbs={crumbs}
        actions={
          <Offer lack={lack("DeleteUser")} href={withQuery(page, { dialog: "delete" })}>
            {t("delete")}
          </Offer>
        }
      />
      <div className="grid gap-4">
        <UserFactsCard user={user} page={page} lack={lack("UpdateUser")} />
        <UserLoginCard
          user={user}
          signInName={signInNameOf({ root: false, name: userName }, accountName)}
          page={page}
          lacks={{
            give: lack("CreateLoginProfile"),
            reset: lack("UpdateLoginProfile"),
            take: lack("DeleteLoginProfile"),
            factor: lack("UnbindMFADevice"),
          }}
        />
        <UserAccessKeysCard
          accessKeys={keys instanceof Unreadable ? keys.lack : keys}
          page={page}
          lacks={{
            create: lack("CreateAccessKey"),
            change: lack("UpdateAccessKey"),
            remove: lack("DeleteAccessKey"),
          }}
        />
        <UserGroupsCard
          region={region}
          groups={user.groups}
          page={page}
          lack={{ join: lack("AddUserToGroup"), leave: lack("RemoveUserFromGroup") }}
        />
        <AttachedPoliciesCard
          region={region}
          policies={user.policies}
          page={page}
          lack={{ attach: lack("AttachPolicyToUser"), detach: lack("DetachPolicyFromUser") }}
        />
        <EffectivePermissionsCard region={region} grants={user.grants} />
      </div>
      <OpenUserPanel user={user} panel={search.panel} dialog={search.dialog} closeHref={page} />
      <ConfirmUserAct userName={userName} search={search} closeHref={page} goneHref={ramHref(region, "users")} />
    </>
  );
}
