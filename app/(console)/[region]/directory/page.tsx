import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DirectoryChanges } from "@/components/directory/directory-changes";
import { DirectoryFacts } from "@/components/directory/directory-facts";
import { DIRECTORY_CALLS, type DirectoryLacks } from "@/components/directory/directory-lacks";
import { DirectoryTree } from "@/components/directory/directory-tree";
import { InvitationsCard } from "@/components/directory/invitations-card";
import { ReceivedInvitation } from "@/components/directory/received-invitation";
import { EmptyState } from "@/components/patterns/empty-state";
import { NoPermissionPage, NoPermissionPart } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { PageHeader } from "@/components/patterns/page-header";
import { withQuery } from "@/components/ram/ram-address";
import { directoryHref, sharingHref } from "@/components/sharing/sharing-address";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { consoleCtx } from "@/lib/auth/console-context";
import { accountOf } from "@/lib/domain/authorize";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { firstLack } from "@/lib/domain/lack";
import { describeResourceDirectory } from "@/lib/domain/sharing/directory/describe-resource-directory";
import { listDirectoryInvitations } from "@/lib/domain/sharing/directory/list-directory-invitations";
import { directoryArn } from "@/lib/domain/sharing/directory/load-directory";
import { readable, Unreadable } from "../../readable";
import { OpenDirectoryDialog } from "./open-directory-dialog";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common.nav");
  return { title: t("directory") };
}

/** Resource Directory (SHR-01, SHR-03, SHR-05): its management account arranges it, members see that they are in it. */
export default async function DirectoryPage({ params, searchParams }: PageProps<"/[region]/directory">) {
  const [{ region }, search, ctx, t, nav] = await Promise.all([
    params,
    searchParams,
    consoleCtx(),
    getTranslations("sharing.directory"),
    getTranslations("common.nav"),
  ]);
  const [view, received] = await Promise.all([
    readable(directoryOrNone(ctx)),
    readable(listDirectoryInvitations(ctx, { direction: "Received", page: { size: 100 } })),
  ]);
  if (view instanceof Unreadable) {
    return (
      <>
        <PageHeader title={nav("directory")} facts={t("facts")} />
        <NoPermissionPage lack={view.lack} />
      </>
    );
  }
  const lack = lacksOf(ctx);
  const page = directoryHref(region);
  const invitations = received instanceof Unreadable ? [] : received.rows.filter(({ state }) => state === "Open");
  const dialogs = <OpenDirectoryDialog {...{ view, search, lack }} received={invitations} closeHref={page} />;
  const asked = (
    <>
      {received instanceof Unreadable && (
        <Card>
          <NoPermissionPart lack={received.lack} />
        </Card>
      )}
      {invitations.map((invitation) => (
        <ReceivedInvitation key={invitation.invitationId} invitation={invitation} page={page} lack={lack} />
      ))}
    </>
  );
  if (!view) {
    return (
      <>
        <PageHeader title={nav("directory")} facts={t("facts")} />
        <div className="grid gap-4">
          {asked}
          <Card>
            <EmptyState
              title={t("noneTitle")}
              actions={
                <OfferLink
                  lack={lack.EnableResourceDirectory}
                  href={withQuery(page, { dialog: "enable" })}
                  scroll={false}
                  tone={invitations.length > 0 ? "secondary" : "primary"}
                >
                  {t("enable")}
                </OfferLink>
              }
            >
              {t("noneBody")}
            </EmptyState>
          </Card>
        </div>
        {dialogs}
      </>
    );
  }
  const toSharing = <ButtonLink href={sharingHref(region)}>{nav("sharing")}</ButtonLink>;
  if (!view.isManagement) {
    return (
      <>
        <PageHeader title={nav("directory")} facts={t("facts")} actions={toSharing} />
        <div className="grid gap-4">
          {asked}
          {!view.sharingEnabled && <Notice tone="info" title={t("memberNotEnabled")} />}
          <DirectoryFacts view={view} accountId={accountOf(ctx)} />
          <DirectoryChanges isManagement={false} view={view} page={page} lack={lack} />
        </div>
        {dialogs}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={nav("directory")}
        facts={t("facts")}
        actions={
          <>
            {toSharing}
            <OfferLink
              lack={lack.CreateDirectoryFolder}
              href={withQuery(page, { dialog: "createFolder" })}
              scroll={false}
            >
              {t("createFolder")}
            </OfferLink>
            <OfferLink
              lack={lack.InviteDirectoryMember}
              href={withQuery(page, { dialog: "invite" })}
              scroll={false}
              tone="primary"
            >
              {t("invite")}
            </OfferLink>
          </>
        }
      />
      <div className="grid gap-4">
        {asked}
        {!view.sharingEnabled && (
          <Notice
            tone="info"
            title={t("notEnabledTitle")}
            actions={
              <OfferLink
                lack={lack.EnableResourceSharing}
                href={withQuery(page, { dialog: "enableSharing" })}
                scroll={false}
              >
                {t("enableSharing")}
              </OfferLink>
            }
          >
            {t("notEnabledBody")}
          </Notice>
        )}
        <Card title={t("members")} flush>
          <DirectoryTree view={view} page={page} lack={lack} />
        </Card>
        <InvitationsCard invitations={view.invitations} page={page} lack={lack.CancelDirectoryInvitation} />
        <DirectoryFacts view={view} accountId={accountOf(ctx)} />
        <DirectoryChanges isManagement view={view} page={page} lack={lack} />
      </div>
      {dialogs}
    </>
  );
}

async function directoryOrNone(ctx: Ctx) {
  try {
    return await describeResourceDirectory(ctx, {});
  } catch (error) {
    if (error instanceof DomainError && error.code === "DirectoryNotFound") return null;
    throw error;
  }
}

function lacksOf(ctx: Ctx): DirectoryLacks {
  const resource = directoryArn(accountOf(ctx));
  const pairs = DIRECTORY_CALLS.map((call) => [call, firstLack(ctx, { action: `kms:${call}`, resource })] as const);
  return Object.fromEntries(pairs) as DirectoryLacks; // one of each call
}
