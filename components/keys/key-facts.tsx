import { useTranslations } from "next-intl";
import { EventsLink } from "@/components/audit/events-link";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { LockedAction } from "@/components/patterns/locked-action";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { TagChip } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { lockIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import { isPossible, type KeyOffer, lackOf } from "./key-offers";
import { keyHref } from "./keys-address";
import { usageText } from "./usage-text";

/** The facts of KEY-93, with what of them can be changed. */
export function KeyFactsCard({ view }: { view: KeyDetails }) {
  const t = useTranslations("keys.facts");
  const label = useTranslations("common.label");
  const call = useTranslations("keys.call");
  const value = useTranslations("keys.value");
  const { region, keyId } = view;
  const edit = (panel: KeyOffer, text: string) =>
    isPossible(view, panel) && (
      <OfferLink lack={lackOf(view, panel)} size="sm" href={keyHref(region, keyId, { panel })} scroll={false}>
        {text}
      </OfferLink>
    );
  return (
    <Card
      title={t("title")}
      actions={
        <>
          {edit("description", call("editDescription"))}
          {edit("tags", call("editTags"))}
        </>
      }
    >
      <KeyValue
        columns={2}
        entries={[
          {
            label: t("instance"),
            value: view.instanceId ? (
              <TextLink href={`/${region}/instances/${view.instanceId}`}>
                {view.instanceName ?? view.instanceId}
              </TextLink>
            ) : (
              value("noInstance")
            ),
          },
          { label: t("specification"), value: view.spec },
          { label: t("keyId"), value: <CopyableId id={keyId} what={t("keyId")} /> },
          { label: t("usage"), value: usageText(view.usage) },
          {
            label: t("arn"),
            value: (
              <>
                <CopyableId id={view.arn} what={t("arn")} />
                <EventsLink region={region} resource={view.arn} />
              </>
            ),
          },
          { label: t("protectionLevel"), value: view.protectionLevel },
          { label: t("createdAt"), value: <Moment at={view.createdAt} /> },
          { label: t("material"), value: view.origin === "EXTERNAL" ? t("materialExternal") : t("materialKms") },
          { label: t("createdBy"), value: view.accountId },
          { label: t("protection"), value: <Protection view={view} /> },
          { label: label("description"), value: view.description || <Muted>{value("none")}</Muted> },
          { label: label("tag"), value: <TagList view={view} /> },
        ]}
      />
    </Card>
  );
}

/** KEY-56, KEY-57: the key's own switch, with what it stops. */
function Protection({ view }: { view: KeyDetails }) {
  const t = useTranslations("keys.facts");
  const call = useTranslations("keys.call");
  const change = (["protect", "unprotect"] as const).find((what) => isPossible(view, what));
  const lack = change ? lackOf(view, change) : null;
  const text = change === "protect" ? call("protect") : call("unprotect");
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="inline-flex items-center gap-1.5">
        {view.deletionProtection && <Icon path={lockIcon} size="sm" />}
        {view.deletionProtection
          ? view.deletionProtectionWhy
            ? t("protectedBecause", { why: view.deletionProtectionWhy })
            : t("protected")
          : t("unprotected")}
      </span>
      {lack ? (
        <LockedAction lack={lack} asText>
          {text}
        </LockedAction>
      ) : (
        change && (
          <TextLink href={keyHref(view.region, view.keyId, { dialog: change })} scroll={false}>
            {text}
          </TextLink>
        )
      )}
    </span>
  );
}

function TagList({ view }: { view: KeyDetails }) {
  const t = useTranslations("keys.value");
  if (view.tags.length === 0) return <Muted>{t("none")}</Muted>;
  return (
    <span className="flex flex-wrap gap-1">
      {view.tags.map((tag) => (
        <TagChip key={tag.name}>{tag.value ? `${tag.name}=${tag.value}` : tag.name}</TagChip>
      ))}
    </span>
  );
}

function Muted({ children }: { children: string }) {
  return <span className="text-muted">{children}</span>;
}
