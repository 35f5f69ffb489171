import { useTranslations } from "next-intl";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { TextLink } from "@/components/ui/text-link";
import type { BackupItem } from "@/lib/domain/backups/list-backup-items";
import type { RestoreDestination } from "@/lib/domain/backups/list-restore-destinations";
import { DestinationReason } from "./destination-reason";

/** The instances of a region: those that can take it with what they have to spare, the others with why not (BKP-91). */
export function InstanceCards({
  destinations,
  chosen,
  onChange,
  sourceInstanceId,
  item,
}: {
  destinations: readonly RestoreDestination[];
  chosen: string;
  onChange: (instanceId: string) => void;
  sourceInstanceId: string;
  /** What is restored, where it is one item; a plan of many counts for itself. */
  item?: Pick<BackupItem, "kind" | "versions">;
}) {
  const t = useTranslations("backups.restore");
  return (
    <RadioCards
      legend={t("destination")}
      name="destination"
      columns={1}
      value={chosen}
      onChange={onChange}
      cards={destinations.map((option) => ({
        value: option.instanceId,
        label: option.name ?? option.instanceId,
        disabled: option.refusal !== null,
        consequence: (
          <>
            <span className="block font-mono">{option.instanceId}</span>
            {option.instanceId === sourceInstanceId && <span className="block">{t("isSource")}</span>}
            <DestinationReason destination={option} item={item} />
          </>
        ),
      }))}
    />
  );
}

/** BKP-102: what to do where there is none. */
export function NoInstance({ region }: { region: string }) {
  const t = useTranslations("backups.restore");
  return (
    <Notice tone="warn" title={t("noInstance")}>
      {t.rich("noInstanceBody", {
        link: (text) => (
          <TextLink href={`/${region}/instances`} className="underline">
            {text}
          </TextLink>
        ),
      })}
    </Notice>
  );
}
