import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Badge } from "@/components/ui/badge";
import { circleCheckIcon, clockIcon, loaderIcon, octagonXIcon } from "@/components/ui/icon-paths";
import type { ImageUpgrade } from "@/lib/domain/instances/image-state";
import { refusalOfCall } from "@/lib/domain/instances/instance-call-rules";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { dialogHref } from "./instance-actions";
import { lackOf } from "./instance-lack";
import { SettingAction, SettingRow } from "./setting-row";

/** INS-44: the console shows a version without its prefix. */
export const versionText = (image: string) => image.replace(/^dkms-/, "");

/** The Image Version row (INS-44..46): what runs, its upgrade at each stage, and the way back for a week. */
export function InstanceImage({ instance, page }: { instance: InstanceView; page: string }) {
  const t = useTranslations("instances.image");
  const { image, instanceId, imageVersion } = instance;
  const { upgrade, rollback, isLatest } = image;
  const scheduled = upgrade?.state === "Scheduled";
  const refusal = refusalOfCall("UpgradeInstanceImage", instance);
  const action = (dialog: Parameters<typeof dialogHref>[1], call: Parameters<typeof lackOf>[1], verb: string) => (
    <SettingAction
      refusal={call === "DescribeInstance" ? null : refusalOfCall(call, instance)}
      lack={lackOf(instance, call)}
      href={dialogHref(page, dialog, instanceId)}
      verb={verb}
    />
  );
  return (
    <SettingRow
      title={t("title")}
      refusal={isLatest && !scheduled ? null : refusal}
      actions={
        <>
          {scheduled && action("cancelUpgrade", "CancelInstanceImageUpgrade", t("cancel"))}
          {rollback && action("rollBack", "RollBackInstanceImage", t("rollBack"))}
          {(scheduled || !isLatest) &&
            action("upgradeImage", "UpgradeInstanceImage", scheduled ? t("change") : t("upgrade"))}
        </>
      }
    >
      <span className="font-medium text-text">{versionText(imageVersion)}</span>{" "}
      {isLatest ? t("isLatest") : t("newer", { version: versionText(image.latest) })}
      {upgrade && <Upgrade upgrade={upgrade} />}
      {rollback && (
        <span className="block">
          {t.rich("rollbackUntil", { version: versionText(rollback.to), at: () => <Moment at={rollback.until} /> })}
        </span>
      )}
    </SettingRow>
  );
}

/** How the last one went, or goes. */
function Upgrade({ upgrade: { state, method, from, to, startsAt, endsAt } }: { upgrade: ImageUpgrade }) {
  const t = useTranslations("instances.image");
  const looks = {
    Scheduled: { tone: "info", icon: clockIcon, word: t("scheduled") },
    Running: { tone: "info", icon: loaderIcon, word: t("running") },
    Succeeded: { tone: "ok", icon: circleCheckIcon, word: t("succeeded") },
    Failed: { tone: "danger", icon: octagonXIcon, word: t("failed") },
  } as const;
  const { tone, icon, word } = looks[state];
  const steps = { from: versionText(from), to: versionText(to) };
  const over = state === "Succeeded" || state === "Failed";
  return (
    <span className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone={tone} icon={icon} spins={icon === loaderIcon}>
        {word}
      </Badge>
      <span>
        {method === "Rollback"
          ? t("stepBack", steps)
          : method === "Automatic"
            ? t("stepAutomatic", steps)
            : t("stepManual", steps)}
        {" · "}
        {over
          ? t.rich("ended", { at: () => <Moment at={endsAt} /> })
          : state === "Running"
            ? t.rich("endsAbout", { at: () => <Moment at={endsAt} /> })
            : t.rich("starts", { at: () => <Moment at={startsAt} /> })}
      </span>
    </span>
  );
}
