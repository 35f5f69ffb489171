import { useTranslations } from "next-intl";
import { RefusalText } from "@/components/patterns/action-failure";
import { NoPermissionPart } from "@/components/patterns/no-permission";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { TextLink } from "@/components/ui/text-link";
import type { SourceInstance } from "@/lib/domain/backups/list-source-instances";
import type { Lack } from "@/lib/domain/lack";

/** The instances of the region, or the permission that it takes to list them. */
export type Sources = readonly SourceInstance[] | Lack;

export const nameOf = ({ name, instanceId }: SourceInstance) => name ?? instanceId;

/** BKP-75: another manual backup of it is worth a word; the automatic one every instance has. */
export const manualBackupsOf = ({ backups }: SourceInstance) =>
  backups
    .filter(({ type }) => type === "Default" || type === "Paid")
    .map(({ alias, backupId }) => alias ?? backupId)
    .join(", ");

/** BKP-74: all that there are, those that cannot be chosen with the reason. */
export function SourceField({
  given,
  region,
  chosen,
  onChoose,
}: {
  given: Sources;
  region: string;
  chosen: string;
  onChoose: (instanceId: string) => void;
}) {
  const t = useTranslations("backups.enable");
  if ("action" in given) return <NoPermissionPart lack={given} act />;
  const list = given.length > 0 && (
    <RadioCards
      legend={t("source")}
      name="instanceId"
      columns={1}
      value={chosen}
      onChange={onChoose}
      cards={given.map((option) => ({
        value: option.instanceId,
        label: nameOf(option),
        disabled: option.refusal !== null,
        consequence: <SourceFacts source={option} />,
      }))}
    />
  );
  return (
    <>
      {list}
      {given.every(({ refusal }) => refusal !== null) && (
        <Notice tone="warn" title={t("noSource")}>
          {t.rich("noSourceBody", {
            link: (text) => (
              <TextLink href={`/${region}/instances`} className="underline">
                {text}
              </TextLink>
            ),
          })}
        </Notice>
      )}
    </>
  );
}

function SourceFacts({ source }: { source: SourceInstance }) {
  const t = useTranslations("backups.enable");
  const { instanceId, service, refusal, backups } = source;
  return (
    <>
      <span className="font-mono">{instanceId}</span>
      {backups.length > 0 && (
        <span className="block">
          {t("inBackups", { backups: backups.map((it) => it.alias ?? it.backupId).join(", ") })}
        </span>
      )}
      {refusal === null && service === "unavailable" && <span className="block">{t("expired")}</span>}
      {refusal !== null && (
        <span className="block">
          <RefusalText code={refusal} />
        </span>
      )}
    </>
  );
}
