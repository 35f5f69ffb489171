import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { TagChip } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import { TextLink } from "@/components/ui/text-link";
import type { Lack } from "@/lib/domain/lack";
import type { SecretDetails } from "@/lib/domain/secrets/describe-secret";
import type { SecretVersionView } from "@/lib/domain/secrets/list-secret-version-ids";
import { VERSIONS_MAX } from "@/lib/domain/secrets/secret-rules";
import { secretHref } from "./secret-addresses";
import { revealLack } from "./secret-offers";

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
      cell: ({ versionId }) =>
        readable ? (
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
        <span className="text-xs text-muted">
          {t("details.versionCount", { count: versions.length, limit: VERSIONS_MAX })}
        </span>
      }
    >
      <DataTable
        caption={t("details.versions")}
        columns={columns}
        rows={versions}
        rowKey={({ versionId }) => versionId}
      />
    </Card>
  );
}
