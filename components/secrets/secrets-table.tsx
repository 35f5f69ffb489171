import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { StateBadge } from "@/components/patterns/state-badge";
import { targetsHref } from "@/components/targets/target-address";
import { TagChip } from "@/components/ui/badge";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { EncryptionKey } from "./encryption-key";
import { useKindWords } from "./managed-kind";
import { RotationCell, RotationNews } from "./rotation-cell";
import { secretHref } from "./secret-addresses";
import type { SecretTab } from "./secret-query";
import { SecretRowActions } from "./secret-row-actions";

const TAGS_SHOWN = 2;

/** The list of secrets of one tab (SEC-51). `page` is the address of the list as it is shown now. */
export function SecretsTable({
  tab,
  secrets,
  aliases,
  page,
  pager,
}: {
  tab: SecretTab;
  secrets: readonly SecretView[];
  /** An alias of each encryption key that has one. */
  aliases: Readonly<Record<string, string>>;
  page: string;
  pager: PagerLinks;
}) {
  const t = useTranslations("secrets");
  const common = useTranslations("common.label");
  const columns: Column<SecretView>[] = [
    {
      id: "name",
      label: t("list.nameAndType"),
      kind: "name",
      cell: (secret) => (
        <TextLink
          href={secretHref(secret.region, secret.address)}
          className="inline-block min-w-40 font-medium break-words"
        >
          {secret.name}
        </TextLink>
      ),
      news: (secret) => (
        <>
          <Kind secret={secret} />
          {isForeign(secret) && <span className="block">{t("list.createdBy", { id: secret.accountId })}</span>}
        </>
      ),
    },
    {
      id: "status",
      label: t("field.status"),
      kind: "state",
      cell: (secret) => <StateBadge of="secret" state={secret.state} />,
    },
    {
      id: "key",
      label: t("field.encryptionKey"),
      cell: (secret) => (
        <EncryptionKey
          region={secret.region}
          keyId={secret.encryptionKeyId}
          alias={aliases[secret.encryptionKeyId]}
          short
        />
      ),
      news: (secret) => secret.instanceName ?? secret.instanceId,
    },
    ...(tab === "generic" ? [] : [rotationColumn(t("list.rotationAndNext"))]),
    ...(tab === "database" || tab === "ecs" ? [targetColumn(t("field.target"))] : []),
    {
      id: "created",
      label: t("list.createdAndUpdated"),
      leastNeeded: true,
      cell: (secret) => <Moment at={secret.createdAt} />,
      news: (secret) => <Moment at={secret.updatedAt} />,
    },
    {
      id: "plannedDeletion",
      label: t("field.plannedDeletion"),
      cell: (secret) => (secret.plannedDeleteAt ? <Moment at={secret.plannedDeleteAt} /> : "–"),
    },
    {
      id: "tags",
      label: t("field.tags"),
      leastNeeded: true,
      cell: ({ tags }) => (tags.length > 0 ? <ShownTags tags={tags} /> : "–"),
    },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: (secret) => <SecretRowActions secret={secret} page={page} />,
    },
  ];
  return (
    <DataTable
      caption={t("list.caption")}
      columns={columns}
      rows={secrets}
      rowKey={({ accountId, name }) => `${accountId}/${name}`}
      pager={pager}
    />
  );
}

/** Its type, and what of that type it is. */
function Kind({ secret }: { secret: SecretView }) {
  const kinds = useKindWords();
  const config = secret.managed;
  return (
    <>
      <Mono>{secret.type}</Mono>
      {config && <span className="whitespace-nowrap"> · {kinds[config.subType]}</span>}
    </>
  );
}

/** A Generic secret has none (SEC-30). */
function rotationColumn(label: string): Column<SecretView> {
  return {
    id: "rotation",
    label,
    cell: (secret) => <RotationCell secret={secret} />,
    news: (secret) => <RotationNews secret={secret} />,
  };
}

function targetColumn(label: string): Column<SecretView> {
  return {
    id: "target",
    label,
    leastNeeded: "below1600",
    cell: (secret) =>
      secret.targetId ? (
        <TextLink href={targetsHref(secret.region)} className="break-all">
          {secret.targetId}
        </TextLink>
      ) : (
        "–"
      ),
  };
}

/** Of a principal, in a jointly shared instance of the caller's account (SHR-08). */
const isForeign = ({ name, address }: SecretView) => address !== name;

function ShownTags({ tags }: { tags: SecretView["tags"] }) {
  const t = useTranslations("secrets.list");
  const more = tags.length - TAGS_SHOWN;
  return (
    <span className="grid max-w-40 justify-items-start gap-0.5">
      {tags.slice(0, TAGS_SHOWN).map((tag) => (
        <TagChip key={tag.name}>{tag.value ? `${tag.name}=${tag.value}` : tag.name}</TagChip>
      ))}
      {more > 0 && <span className="text-xs text-muted">{t("moreTags", { count: more })}</span>}
    </span>
  );
}
