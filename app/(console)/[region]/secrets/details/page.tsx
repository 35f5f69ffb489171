import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { StateBadge } from "@/components/patterns/state-badge";
import { secretHref } from "@/components/secrets/secret-addresses";
import { SecretHeaderActions } from "@/components/secrets/secret-header-actions";
import { SecretNotice } from "@/components/secrets/secret-notices";
import { SecretOverview, type ShownKey } from "@/components/secrets/secret-overview";
import { SecretVersions } from "@/components/secrets/secret-versions";
import { consoleCtx } from "@/lib/auth/console-context";
import { DomainError } from "@/lib/domain/errors";
import { describeKey } from "@/lib/domain/keys/describe-key";
import { describeSecret } from "@/lib/domain/secrets/describe-secret";
import { listSecretVersionIds } from "@/lib/domain/secrets/list-secret-version-ids";
import { orNotFound } from "../../../or-not-found";
import { readable, Unreadable } from "../../../readable";
import { PolicyPart } from "../../policy-part";
import { OpenDialog } from "../open-dialog";

export async function generateMetadata({ searchParams }: PageProps<"/[region]/secrets/details">): Promise<Metadata> {
  const [{ secret }, nav] = await Promise.all([searchParams, getTranslations("common.nav")]);
  // Another account's is addressed by its ARN.
  const name = typeof secret === "string" ? secret.replace(/^acs:[^/]*\//, "") : nav("secrets");
  return { title: name };
}

/** One secret without its values (P11). Its name stands in the query: it may hold what a path cannot. */
export default async function SecretPage({ params, searchParams }: PageProps<"/[region]/secrets/details">) {
  const { region } = await params;
  const search = await searchParams;
  const named = search.secret;
  if (typeof named !== "string" || named === "") notFound();
  const [ctx, nav] = await Promise.all([consoleCtx(), getTranslations("common.nav")]);
  const list = `/${region}/secrets`;
  const secret = await orNotFound(readable(describeSecret(ctx, { region, secret: named })));
  if (secret instanceof Unreadable) {
    return (
      <>
        <PageHeader
          title={<span className="break-all">{named}</span>}
          crumbs={[{ label: nav("secrets"), href: list }, { label: named }]}
        />
        <NoPermissionPage lack={secret.lack} />
      </>
    );
  }
  const { address } = secret;
  const [versions, encryptionKey] = await Promise.all([
    orNotFound(readable(listSecretVersionIds(ctx, { region, secret: named, includeDeprecated: true }))),
    keyOf(region, secret.encryptionKeyId),
  ]);
  return (
    <>
      <PageHeader
        title={<span className="break-all">{secret.name}</span>}
        state={<StateBadge of="secret" state={secret.state} />}
        crumbs={[{ label: nav("secrets"), href: list }, { label: secret.name }]}
        actions={<SecretHeaderActions secret={secret} />}
      />
      <div className="grid gap-4">
        <SecretNotice secret={secret} encryptionKey={encryptionKey} />
        <SecretOverview secret={secret} encryptionKey={encryptionKey} />
        <SecretVersions secret={secret} versions={versions instanceof Unreadable ? versions.lack : versions} />
        <PolicyPart
          ctx={ctx}
          held={{ ...secret, subject: "secret", name: address }}
          panel={typeof search.panel === "string" ? search.panel : undefined}
          href={(panel) => secretHref(region, address, { panel })}
        />
      </div>
      <OpenDialog region={region} search={search} closeHref={secretHref(region, address)} goneHref={list} />
    </>
  );
}

async function keyOf(region: string, key: string): Promise<ShownKey> {
  try {
    const answer = await readable(describeKey(await consoleCtx(), { region, key }));
    return answer instanceof Unreadable ? "noPermission" : { alias: answer.aliases[0] ?? null, state: answer.state };
  } catch (error) {
    if (error instanceof DomainError && error.kind === "notFound") return "gone";
    throw error;
  }
}
