import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Explained } from "@/components/ui/explained";
import { circleCheckIcon, minusIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import { KEY_VERSION_DAYS, KEY_VERSIONS_MAX } from "@/lib/domain/keys/key-rules";
import { isAsymmetric, isSymmetric, mayHaveVersions } from "@/lib/domain/keys/key-spec-rules";
import { isPossible, isReadOnly, lackOf } from "./key-offers";
import { keyHref } from "./keys-address";

type Version = KeyDetails["versions"][number];
const DAY_MILLISECONDS = 86_400_000;

/**
 * Of a symmetric key the primary version encrypts and all of them decrypt (KEY-75); of an asymmetric one each call names
 * its version, and each has a public key (KEY-76). Each is one unit of quota (INS-08).
 */
export function KeyVersionsCard({ view, now }: { view: KeyDetails; now: Date }) {
  const t = useTranslations("keys.versions");
  const columns: Column<Version>[] = [
    { id: "version", label: t("version"), kind: "name", cell: (version) => <Mono>{version.versionId}</Mono> },
    ...(isSymmetric(view.spec)
      ? [{ id: "role", label: t("role"), kind: "state" as const, cell: (version: Version) => <Role {...version} /> }]
      : []),
    { id: "created", label: t("created"), cell: (version) => <Moment at={version.createdAt} /> },
    ...(isAsymmetric(view.spec) && !isReadOnly(view)
      ? [
          {
            id: "public",
            label: t("publicKey"),
            cell: (version: Version) => <PublicKeyLink view={view} version={version} />,
          },
        ]
      : []),
  ];
  return (
    <Card
      flush
      title={t("title")}
      actions={
        <span className="flex flex-wrap items-center justify-end gap-3 text-xs text-muted">
          {view.instanceId !== null && t("units", { count: view.versions.length })}
          <CreateVersion view={view} now={now} />
        </span>
      }
    >
      <DataTable caption={t("title")} rows={view.versions} rowKey={(version) => version.versionId} columns={columns} />
    </Card>
  );
}

function Role({ primary }: Version) {
  const t = useTranslations("keys.versions");
  return primary ? (
    <Badge tone="ok" icon={circleCheckIcon}>
      {t("primary")}
    </Badge>
  ) : (
    <Badge tone="neutral" icon={minusIcon}>
      {t("decryptsOnly")}
    </Badge>
  );
}

/** KEY-76: the button, or why not now. */
function CreateVersion({ view, now }: { view: KeyDetails; now: Date }) {
  const t = useTranslations("keys.newVersion");
  const errors = useTranslations("errors");
  if (!mayHaveVersions(view) || isReadOnly(view)) return null;
  const newest = view.versions[0]?.createdAt ?? view.createdAt;
  const from = new Date(newest.getTime() + KEY_VERSION_DAYS * DAY_MILLISECONDS);
  const why = !isPossible(view, "newVersion")
    ? t("notEnabled")
    : view.versions.length >= KEY_VERSIONS_MAX
      ? errors("KeyVersionLimit", { limit: KEY_VERSIONS_MAX })
      : now < from && t("tooSoon", { days: KEY_VERSION_DAYS });
  if (why) {
    return (
      <Explained size="sm" text={why} reason={<WhyNot why={why} from={now < from ? from : null} />}>
        {t("title")}
      </Explained>
    );
  }
  return (
    <OfferLink
      lack={lackOf(view, "newVersion")}
      size="sm"
      href={keyHref(view.region, view.keyId, { dialog: "newVersion" })}
      scroll={false}
    >
      {t("title")}
    </OfferLink>
  );
}

function WhyNot({ why, from }: { why: string; from: Date | null }) {
  const t = useTranslations("keys.newVersion");
  return (
    <>
      {why} {from && t.rich("from", { at: () => <Moment at={from} /> })}
    </>
  );
}

function PublicKeyLink({ view, version }: { view: KeyDetails; version: Version }) {
  const t = useTranslations("keys.versions");
  if (!isPossible(view, "publicKey")) return <span className="text-muted">–</span>;
  const lack = lackOf(view, "publicKey");
  if (lack) {
    return (
      <LockedAction lack={lack} asText>
        {t("showPublicKey")}
      </LockedAction>
    );
  }
  const { versionId } = version;
  return (
    <TextLink
      href={keyHref(view.region, view.keyId, { dialog: "publicKey", version: versionId })}
      scroll={false}
      aria-label={t("showPublicKeyOf", { version: versionId })}
    >
      {t("showPublicKey")}
    </TextLink>
  );
}
