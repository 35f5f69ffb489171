import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { EventsLink } from "@/components/audit/events-link";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { StateBadge } from "@/components/patterns/state-badge";
import { targetsHref } from "@/components/targets/target-address";
import { TagChip } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { ShownKeyState } from "@/lib/domain/keys/key-state";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { EncryptionKey } from "./encryption-key";
import { useKindWords } from "./managed-kind";
import { secretHref } from "./secret-addresses";
import { lackOf } from "./secret-offers";

/** What the encryption key is and can do. */
export interface SecretKey {
  alias: string | null;
  state: ShownKeyState;
}

/** Of a secret: its key, or why nothing is known of it. */
export type ShownKey = SecretKey | "gone" | "noPermission";

/** Everything about a secret but its values (SEC-03). */
export function SecretOverview({ secret, encryptionKey }: { secret: SecretView; encryptionKey: ShownKey }) {
  const t = useTranslations("secrets.field");
  const details = useTranslations("secrets.details");
  const common = useTranslations("common.label");
  const { region, address, allowed } = secret;
  const key = typeof encryptionKey === "object" ? encryptionKey : null;
  const managed = useManagedFacts(secret);
  return (
    <Card
      title={details("overview")}
      actions={
        allowed.includes("UpdateSecret") && (
          <OfferLink
            lack={lackOf(secret, "UpdateSecret")}
            size="sm"
            tone="quiet"
            scroll={false}
            href={secretHref(region, address, { panel: "update" })}
          >
            {details("editDescription")}
          </OfferLink>
        )
      }
    >
      <KeyValue
        columns={2}
        entries={[
          { label: t("type"), value: <Kind secret={secret} /> },
          ...managed,
          {
            label: t("instanceId"),
            value: secret.instanceId ? (
              <TextLink href={`/${region}/instances/${secret.instanceId}`}>
                {secret.instanceName ?? secret.instanceId}
              </TextLink>
            ) : (
              "–"
            ),
          },
          {
            label: t("arn"),
            value: (
              <>
                <CopyableId id={secret.arn} what={t("arn")} />
                <EventsLink region={region} resource={secret.arn} />
              </>
            ),
          },
          {
            label: t("encryptionKey"),
            value: (
              <span className="flex flex-wrap items-start gap-2">
                <EncryptionKey region={region} keyId={secret.encryptionKeyId} alias={key?.alias ?? undefined} />
                {key && key.state !== "Enabled" && <StateBadge of="key" state={key.state} />}
              </span>
            ),
          },
          { label: t("createdBy"), value: <Mono>{secret.accountId}</Mono> },
          { label: t("created"), value: <Moment at={secret.createdAt} /> },
          { label: t("updated"), value: <Moment at={secret.updatedAt} /> },
          {
            label: t("plannedDeletion"),
            value: secret.plannedDeleteAt ? <Moment at={secret.plannedDeleteAt} /> : "–",
          },
          {
            label: t("tags"),
            value:
              secret.tags.length > 0 ? (
                <span className="flex flex-wrap gap-1">
                  {secret.tags.map((tag) => (
                    <TagChip key={tag.name}>{tag.value ? `${tag.name}=${tag.value}` : tag.name}</TagChip>
                  ))}
                </span>
              ) : (
                "–"
              ),
          },
          {
            label: common("description"),
            value: <span className="whitespace-pre-wrap">{secret.description || "–"}</span>,
          },
        ]}
      />
    </Card>
  );
}

function Kind({ secret }: { secret: SecretView }) {
  const kinds = useKindWords();
  const config = secret.managed;
  return config ? `${secret.type} · ${kinds[config.subType]}` : secret.type;
}

/** SEC-10..14: the configuration of a managed secret in words. */
function useManagedFacts(secret: SecretView): { label: string; value: ReactNode }[] {
  const t = useTranslations("secrets.field");
  const kind = useTranslations("secrets.kind");
  const config = secret.managed;
  if (!config) return [];
  const { userName, accountName, cloneAccountName, rights, customData, targetId, subType } = config;
  const accounts = [accountName, subType === "DoubleUsers" ? cloneAccountName : null].filter((name) => name !== null);
  const databases = rights.databases.length > 0 ? rights.databases.join(", ") : null;
  const privilege = rights.privilege === "ReadOnly" ? kind("readOnly") : kind("readWrite");
  const facts: [string, ReactNode][] = [
    [
      t("target"),
      targetId && (
        <TextLink href={targetsHref(secret.region)} className="break-all">
          {targetId}
        </TextLink>
      ),
    ],
    [
      t("ramUser"),
      secret.type === "RAMCredentials" && userName && (
        <TextLink href={`/${secret.region}/ram/users/${encodeURIComponent(userName)}`}>{userName}</TextLink>
      ),
    ],
    [t("hostUser"), secret.type === "ECS" && userName && <Mono>{userName}</Mono>],
    [t("accounts"), accounts.length > 0 && <Mono>{accounts.join(", ")}</Mono>],
    [t("privilege"), accounts.length > 0 && (databases ? kind("onDatabases", { privilege, databases }) : privilege)],
    [
      t("customData"),
      Object.keys(customData).length > 0 && (
        <span className="flex flex-wrap gap-1">
          {Object.entries(customData).map(([name, value]) => (
            <TagChip key={name}>{`${name}=${value}`}</TagChip>
          ))}
        </span>
      ),
    ],
  ];
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
