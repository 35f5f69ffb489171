import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Button, ButtonLink } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { chevronLeftIcon, chevronRightIcon } from "@/components/ui/icon-paths";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { BackupTick } from "@/lib/domain/backups/backup-calendar";
import { type BackupAddress, backupHref, belowHref } from "./backup-address";
import { MomentTape } from "./moment-tape";
import { type ChosenMoment, tapeOf, timeOf } from "./moments";

/** Point in time: any run of the day, chosen on the tape, by its neighbours, or by its time; or the day as a whole. */
export function MomentPicker({
  backup: { region, backupId },
  address,
  day,
  ticks,
  moment,
  timeZone,
}: {
  backup: { region: string; backupId: string };
  address: BackupAddress;
  day: string;
  ticks: readonly BackupTick[];
  /** Null while none is chosen, or nothing is held of the time that is asked for. */
  moment: ChosenMoment | null;
  timeZone: string;
}) {
  const t = useTranslations("backups.moment");
  const asked = { ...address, day, trail: [] };
  const hrefAt = (time: string) => backupHref(region, backupId, { ...asked, time });
  const tape = tapeOf(ticks, day, timeZone);
  const counts = [...new Set(tape.map(({ changes }) => changes))];
  const shownTime = moment ? timeOf(moment.tick, ticks, timeZone) : "";
  const base = hrefAt("");
  const step = (tick: BackupTick | undefined, back: boolean) => {
    if (!tick) return null;
    const time = timeOf(tick, ticks, timeZone);
    return (
      <ButtonLink
        size="sm"
        href={hrefAt(time)}
        scroll={false}
        aria-label={back ? t("earlier", { time }) : t("later", { time })}
      >
        {back && <Icon path={chevronLeftIcon} size="xs" />}
        {time}
        {!back && <Icon path={chevronRightIcon} size="xs" />}
      </ButtonLink>
    );
  };
  return (
    <section aria-label={t("title")} className="border-t border-line p-3 md:px-4">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-md">{t("title")}</h2>
        {/* Works before any script has come; the tape is another way to the same address. */}
        <form action={`/${region}/backups/${backupId}`} className="flex items-center gap-1.5" key={address.time}>
          {Object.entries({ day, tab: address.tab, month: address.month, view: address.view }).map(
            ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
          )}
          <span className="w-24 flex-none">
            <Input
              name="time"
              required
              inputMode="numeric"
              autoComplete="off"
              maxLength={8}
              pattern="([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
              placeholder="14:35"
              defaultValue={shownTime || address.time}
              aria-label={t("time", { zone: timeZone })}
            />
          </span>
          <Button type="submit" size="sm">
            {t("show")}
          </Button>
        </form>
        {moment && (
          <span className="flex gap-1">
            {step(moment.previous, true)}
            {step(moment.next, false)}
          </span>
        )}
        <p className="flex-1 basis-56 text-xs text-muted">
          {t("keys")} <span className="whitespace-nowrap">{timeZone}</span>
        </p>
        <span className="flex gap-x-4 text-xs">
          {address.time && (
            <TextLink href={base} scroll={false}>
              {t("wholeDay")}
            </TextLink>
          )}
          <TextLink href={belowHref(region, backupId, "runs", { day })}>{t("allRuns")}</TextLink>
        </span>
      </div>
      {ticks.length > 0 && (
        <>
          <MomentTape
            ticks={tape}
            chosen={shownTime}
            baseHref={base + (base.includes("?") ? "&" : "?")}
            label={t("tape")}
            none={t("noneChosen")}
            changes={Object.fromEntries(counts.map((count) => [count, t("changes", { count })]))}
          />
          <div aria-hidden="true" className="flex justify-between text-xs text-muted">
            {["00:00", "06:00", "12:00", "18:00", "24:00"].map((mark) => (
              <span key={mark}>{mark}</span>
            ))}
          </div>
        </>
      )}
      {address.time && !moment && <Notice tone="warn" title={t("before", { time: address.time })} />}
      {moment?.earlier && (
        <Notice
          tone="warn"
          title={t.rich("gap", { time: address.time, at: () => <Moment at={moment.tick.at} only="time" /> })}
        />
      )}
    </section>
  );
}
