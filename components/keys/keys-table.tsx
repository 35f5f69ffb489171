import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { RowActions } from "@/components/patterns/row-actions";
import { SelectAllBox, SelectBox } from "@/components/patterns/select-boxes";
import { TagChip } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { lockIcon } from "@/components/ui/icon-paths";
import { menuItemClass } from "@/components/ui/menu-item";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { firstPossible, isReadOnly, type KeyOffer, offers } from "./key-offers";
import { KeyNews, KeyStatus } from "./key-status";
import { keyHref } from "./keys-address";
import { RotationCell } from "./rotation-cell";
import { usageText } from "./usage-text";

const TAGS_SHOWN = 2;

/** KEY-90 */
export function KeysTable({
  rows,
  accountId,
  instances,
  now,
  openHref,
  pager,
}: {
  rows: readonly KeyView[];
  /** The caller's: who made a key is told where it is another. */
  accountId: string;
  instances: readonly InstanceView[];
  now: Date;
  /** This page with a dialog or panel about a key open. */
  openHref: (opened: { dialog?: KeyOffer; panel?: KeyOffer; key: string }) => string;
  pager: PagerLinks;
}) {
  const t = useTranslations("keys.column");
  const value = useTranslations("keys.value");
  const bulk = useTranslations("keys.bulk");
  const columns: Column<KeyView>[] = [
    {
      id: "name",
      label: t("name"),
      kind: "name",
      before: <SelectAllBox label={bulk("selectAll")} />,
      cell: (key) => (
        <span className="flex gap-2.5">
          <SelectBox
            value={key.keyId}
            label={bulk("select", { name: key.aliases[0] ?? key.keyId })}
            disabled={isReadOnly(key)}
          />
          <span className="min-w-0">
            <KeyName view={key} />
            {key.accountId !== accountId && (
              <span className="block text-xs text-muted">{value("createdBy", { id: key.accountId })}</span>
            )}
          </span>
        </span>
      ),
    },
    {
      id: "state",
      label: t("status"),
      kind: "state",
      cell: (key) => <KeyStatus view={key} />,
      news: (key) => (
        <KeyNews view={key} instance={instances.find((one) => one.instanceId === key.instanceId)} now={now} />
      ),
    },
    {
      id: "spec",
      label: t("specAndUsage"),
      cell: (key) => (
        <>
          <span className="whitespace-nowrap">{key.spec}</span>
          <span className="block text-xs whitespace-nowrap text-muted">{usageText(key.usage)}</span>
        </>
      ),
    },
    {
      id: "instance",
      label: t("instanceAndLevel"),
      cell: (key) => (
        <>
          {key.instanceId ? (
            <span title={key.instanceId} className="block max-w-40 truncate">
              {key.instanceName ?? key.instanceId}
            </span>
          ) : (
            <Muted>{value("noInstance")}</Muted>
          )}
          <span className="block text-xs whitespace-nowrap text-muted">{key.protectionLevel}</span>
        </>
      ),
    },
    {
      id: "rotation",
      label: t("rotationAndProtection"),
      cell: (key) => (
        <>
          <RotationCell view={key} />
          <Protection view={key} />
        </>
      ),
    },
    { id: "tags", label: t("tags"), leastNeeded: "below1440", notOnPhone: true, cell: (key) => <Tags view={key} /> },
    {
      id: "created",
      label: t("createdAt"),
      leastNeeded: "below1440",
      cell: (key) => <Moment at={key.createdAt} only="date" />,
    },
    {
      id: "actions",
      label: t("actions"),
      kind: "actions",
      cell: (key) => <KeyRowActions view={key} openHref={openHref} />,
    },
  ];
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={rows}
      rowKey={(key) => key.keyId}
      isReadOnly={isReadOnly}
      pager={pager}
    />
  );
}

/** KEY-56 */
function Protection({ view }: { view: KeyView }) {
  const value = useTranslations("keys.value");
  return (
    <span className="flex items-center gap-1 text-xs whitespace-nowrap text-muted">
      {view.deletionProtection && <Icon path={lockIcon} size="xs" />}
      {view.deletionProtection ? value("protected") : value("unprotected")}
    </span>
  );
}

export function KeyName({ view }: { view: KeyView }) {
  const t = useTranslations("keys.value");
  const [alias, ...others] = view.aliases;
  return (
    <>
      <TextLink
        href={keyHref(view.region, view.keyId)}
        title={alias}
        className="inline-block max-w-64 truncate align-bottom font-medium"
      >
        {alias ?? t("noAlias")}
      </TextLink>
      {others.length > 0 && (
        <span className="ml-1.5 text-xs whitespace-nowrap text-muted" title={others.join("\n")}>
          {t("moreAliases", { count: others.length })}
        </span>
      )}
      <Mono muted className="block! max-w-48">
        {view.keyId}
      </Mono>
    </>
  );
}

function Tags({ view }: { view: KeyView }) {
  const t = useTranslations("keys.value");
  const shown = view.tags.slice(0, TAGS_SHOWN);
  const hidden = view.tags.slice(TAGS_SHOWN);
  if (shown.length === 0) return <Muted>{t("none")}</Muted>;
  return (
    <span className="flex max-w-44 flex-wrap gap-1">
      {shown.map((tag) => (
        <TagChip key={tag.name}>{tag.value ? `${tag.name}=${tag.value}` : tag.name}</TagChip>
      ))}
      {hidden.length > 0 && (
        <span className="text-xs text-muted" title={hidden.map((tag) => `${tag.name}=${tag.value}`).join("\n")}>
          {t("moreTags", { count: hidden.length })}
        </span>
      )}
    </span>
  );
}

/** KEY-92: KMS 1.0 and service keys have Details only. What is not permitted is absent; the details explain it (P10). */
export function KeyRowActions({
  view,
  openHref,
}: {
  view: KeyView;
  openHref: (opened: { dialog?: KeyOffer; panel?: KeyOffer; key: string }) => string;
}) {
  const t = useTranslations("keys.call");
  const label = useTranslations("common.label");
  const key = view.keyId;
  const possible = firstPossible(view);
  const first = possible && offers(view, possible) ? possible : undefined;
  const words = { disable: label("disable"), enable: label("enable"), cancel: t("cancelShort") };
  const more = [
    ...(offers(view, "rotation")
      ? [{ href: openHref({ dialog: "rotation", key }), text: t("rotation"), danger: false }]
      : []),
    ...(offers(view, "tags") ? [{ href: openHref({ panel: "tags", key }), text: t("editTags"), danger: false }] : []),
    ...(offers(view, "schedule")
      ? [{ href: openHref({ dialog: "schedule", key }), text: t("schedule"), danger: true }]
      : []),
  ];
  return (
    <RowActions
      name={view.aliases[0] ?? key}
      more={
        more.length > 0 &&
        more.map(({ href, text, danger }) => (
          <TextLink key={href} href={href} scroll={false} className={menuItemClass({ danger })}>
            {text}
          </TextLink>
        ))
      }
    >
      {!view.lacking.includes("DescribeKey") && (
        <TextLink href={keyHref(view.region, key)}>{label("details")}</TextLink>
      )}
      {first && (
        <TextLink href={openHref({ dialog: first, key })} scroll={false}>
          {words[first]}
        </TextLink>
      )}
    </RowActions>
  );
}

function Muted({ children }: { children: string }) {
  return <span className="whitespace-nowrap text-muted">{children}</span>;
}
