import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SectionIndex } from "@/components/keys/section-index";
import { endpointOf } from "@/components/keys/try-it/endpoint";
import { NoPermissionPage } from "@/components/patterns/no-permission";
import { PageHeader } from "@/components/patterns/page-header";
import { StateBadge } from "@/components/patterns/state-badge";
import { secretHref } from "@/components/secrets/secret-addresses";
import { SecretHeaderActions } from "@/components/secrets/secret-header-actions";
import { SecretNotice } from "@/components/secrets/secret-notices";
import { hasValue } from "@/components/secrets/secret-offers";
import { SecretOverview, type ShownKey } from "@/components/secrets/secret-overview";
import { tabHref, tabOf } from "@/components/secrets/secret-query";
import { SecretReadersCard } from "@/components/secrets/secret-readers";
import { SecretRotationCard } from "@/components/secrets/secret-rotation";
import { SecretRotationsCard } from "@/components/secrets/secret-rotations";
import { SecretSnippetsCard, snippetOf } from "@/components/secrets/secret-snippets";
import { SecretVersions } from "@/components/secrets/secret-versions";
import { Stack } from "@/components/ui/stack";
import { consoleCtx } from "@/lib/auth/console-context";
import { DomainError } from "@/lib/domain/errors";
import { describeKey } from "@/lib/domain/keys/describe-key";
import { describeSecret } from "@/lib/domain/secrets/describe-secret";
import { listSecretReaders, READERS_DAYS } from "@/lib/domain/secrets/list-secret-readers";
import { listSecretRotations } from "@/lib/domain/secrets/list-secret-rotations";
import { listSecretVersionIds } from "@/lib/domain/secrets/list-secret-version-ids";
import { env } from "@/lib/env";
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
  const { address, arn } = secret;
  const isManaged = secret.type !== "Generic";
  const trail = [search.after ?? []].flat();
  const [versions, encryptionKey, rotations, readers, t] = await Promise.all([
    orNotFound(readable(listSecretVersionIds(ctx, { region, secret: named, includeDeprecated: true }))),
    keyOf(region, secret.encryptionKeyId),
    isManaged ? orNotFound(rotationsOf(region, named, trail.at(-1))) : null,
    readable(listSecretReaders(ctx, { region, secret: named })),
    getTranslations("secrets"),
  ]);
  const known = versions instanceof Unreadable ? [] : versions;
  const valued = hasValue(secret, known);
  const turned = (pages: readonly string[]) =>
    `${secretHref(region, address)}${pages.map((page) => `&after=${encodeURIComponent(page)}`).join("")}#rotations`;
  const sections = [
    {
      id: "overview",
      label: t("details.overview"),
      card: <SecretOverview secret={secret} encryptionKey={encryptionKey} />,
    },
    ...(rotations
      ? [
          {
            id: "rotation",
            label: t("rotation.title"),
            card: <SecretRotationCard secret={secret} latest={rotations.latest} />,
          },
        ]
      : []),
    {
      id: "versions",
      label: t("details.versions"),
      card: <SecretVersions secret={secret} versions={versions instanceof Unreadable ? versions.lack : versions} />,
    },
    ...(rotations
      ? [
          {
            id: "rotations",
            label: t("history.title"),
            card: (
              <SecretRotationsCard
                arn={arn}
                isRam={secret.type === "RAMCredentials"}
                rotations={rotations.page.rows}
                pager={{
                  summary: t("history.count", { count: rotations.page.total }),
                  previousHref: trail.length > 0 ? turned(trail.slice(0, -1)) : undefined,
                  nextHref: rotations.page.next ? turned([...trail, rotations.page.next]) : undefined,
                }}
              />
            ),
          },
        ]
      : []),
    {
      id: "readers",
      label: t("readers.title"),
      card: (
        <SecretReadersCard
          region={region}
          arn={arn}
          days={READERS_DAYS}
          readers={readers instanceof Unreadable ? readers.lack : readers}
        />
      ),
    },
    {
      id: "snippets",
      label: t("snippets.title"),
      card: <SecretSnippetsCard secret={secret} endpoint={endpointOf(env(), region)} chosen={snippetOf(search.read)} />,
    },
    {
      id: "policy",
      label: t("details.policy"),
      card: (
        <PolicyPart
          ctx={ctx}
          held={{ ...secret, subject: "secret", name: address }}
          panel={typeof search.panel === "string" ? search.panel : undefined}
          href={(panel) => secretHref(region, address, { panel })}
        />
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title={<span className="break-all">{secret.name}</span>}
        state={<StateBadge of="secret" state={secret.state} />}
        crumbs={[{ label: nav("secrets"), href: tabHref(region, tabOf(secret.type)) }, { label: secret.name }]}
        actions={<SecretHeaderActions secret={secret} hasValue={valued} />}
      />
      <div className="grid grid-cols-1 gap-x-6 lg:grid-cols-[11rem_minmax(0,1fr)]">
        <SectionIndex sections={sections} />
        <Stack>
          <SecretNotice secret={secret} encryptionKey={encryptionKey} hasValue={valued} />
          {sections.map(({ id, card }) => (
            <div key={id} id={id} className="scroll-mt-[calc(var(--shell-header)+1rem)]">
              {card}
            </div>
          ))}
        </Stack>
      </div>
      <OpenDialog region={region} search={search} closeHref={secretHref(region, address)} goneHref={list} />
    </>
  );
}

const ROTATIONS_SHOWN = 10;

/** A page of the history, and the newest whatever page is shown: it may be the one that runs. */
async function rotationsOf(region: string, secret: string, after: string | undefined) {
  const ctx = await consoleCtx();
  const [page, latest] = await Promise.all([
    listSecretRotations(ctx, { region, secret, size: ROTATIONS_SHOWN, after }),
    listSecretRotations(ctx, { region, secret, size: 1 }),
  ]);
  return { page, latest: latest.rows[0] ?? null };
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
