import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { OfferLink } from "@/components/patterns/offer-link";
import { TagChip } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { Lack } from "@/lib/domain/lack";
import type { SecretDetails } from "@/lib/domain/secrets/describe-secret";
import type { SecretVersionView } from "@/lib/domain/secrets/list-secret-version-ids";
import { VERSIONS_MAX } from "@/lib/domain/secrets/secret-rules";
import { secretHref } from "./secret-addresses";
import { isReadable, lackOf, revealLack } from "./secret-offers";

/** Versions with their stages (SEC-20). Their values are not on the page; each is asked for by itself (P11). */
export function SecretVersions({
  secret,
  versions,
}: {
  secret: SecretDetails;
  /** Or the permission that they take and the caller lacks. */
  versions: readonly SecretVersionView[] | Lack;
}) {
  const t = useTranslations("secrets");
  const common = useTranslations("common.label");
  const readable = secret.allowed.includes("GetSecretValue") && revealLack(secret) === null;
  const isGeneric = secret.type === "Generic";
  if ("action" in versions) {
    return (
      <Card flush title={t("details.versions")}>
        <NoPermissionPart lack={versions} />
      </Card>
    );
  }
  const columns: Column<SecretVersionView>[] = [
    { id: "version", label: t("field.version"), kind: "name", cell: ({ versionId }) => <Mono>{versionId}</Mono> },
    {
      id: "stages",
      label: t("field.stages"),
      cell: ({ stages }) =>
        stages.length > 0 ? (
          <span className="flex flex-wrap gap-1">
            {stages.map((stage) => (
              <TagChip key={stage}>{stage}</TagChip>
            ))}
          </span>
        ) : (
          t("details.noStage")
        ),
    },
    { id: "created", label: t("field.created"), cell: ({ createdAt }) => <Moment at={createdAt} /> },
    {
      id: "actions",
      label: common("actions"),
      kind: "actions",
      cell: ({ versionId, stages }) =>
        readable && isReadable(secret, stages) ? (
          <TextLink
            scroll={false}
            href={secretHref(secret.region, secret.address, { panel: "value", version: versionId })}
            aria-label={t("details.revealVersion", { version: versionId })}
          >
            {t("reveal.verb")}
          </TextLink>
        ) : (
          "–"
        ),
    },
  ];
  return (
    <Card
      flush
      title={t("details.versions")}
      actions={
        <>
          {isGeneric && (
            <span className="text-xs text-muted">
              {t("details.versionCount", { count: versions.length, limit: VERSIONS_MAX })}
            </span>
          )}
          {isGeneric && secret.allowed.includes("UpdateSecretVersionStage") && versions.length > 0 && (
            <OfferLink
              lack={lackOf(secret, "UpdateSecretVersionStage")}
              size="sm"
              scroll={false}
              href={secretHref(secret.region, secret.address, { panel: "stages" })}
            >
              {t("stages.title")}
            </OfferLink>
          )}
        </>
      }
    >
      {versions.length > 0 ? (
        <DataTable
          caption={t("details.versions")}
          columns={columns}
          rows={versions}
          rowKey={({ versionId }) => versionId}
        />
      ) : (
        <p className="p-3 text-sm text-text-2 md:p-4">{t("details.noVersion")}</p>
      )}
    </Card>
  );
}
