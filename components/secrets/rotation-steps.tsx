import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Icon } from "@/components/ui/icon";
import { checkIcon, circleIcon, clockIcon, loaderIcon, octagonXIcon } from "@/components/ui/icon-paths";
import type { RotationStep } from "@/lib/domain/secrets/rotation-rules";
import type { TimelineStep } from "./rotation-timeline";

export function useStepWords(): Readonly<Record<RotationStep, string>> {
  const t = useTranslations("secrets.step");
  return {
    Create: t("create"),
    Set: t("set"),
    Test: t("test"),
    Finish: t("finish"),
    Retire: t("retire"),
    Revert: t("revert"),
  };
}

const LOOKS = {
  done: { path: checkIcon, className: "text-ok" },
  now: { path: loaderIcon, className: "text-info spins" },
  failed: { path: octagonXIcon, className: "text-danger" },
  next: { path: circleIcon, className: "text-muted" },
} as const;

/** A rotation's steps in a line: what is done and when, what runs, what is still to come. */
export function RotationSteps({
  steps,
  dueAt,
}: {
  steps: readonly TimelineStep[];
  /** Of the step that stands: the end of the window, of one that waits for it. */
  dueAt: Date;
}) {
  const t = useTranslations("secrets.step");
  const words = useStepWords();
  const states = { done: t("done"), now: t("now"), failed: t("failed"), next: t("next") };
  return (
    <ol aria-label={t("label")} className="flex flex-wrap gap-x-5 gap-y-2 text-sm max-md:grid">
      {steps.map(({ step, state, at }) => (
        <li key={step} className="flex items-start gap-1.5" aria-current={state === "now" ? "step" : undefined}>
          {state === "now" && step === "Retire" ? (
            <Icon path={clockIcon} size="sm" className="mt-[3px] text-info" />
          ) : (
            <Icon path={LOOKS[state].path} size="sm" className={clsx("mt-[3px]", LOOKS[state].className)} />
          )}
          <span>
            <span className={clsx("block", state === "now" && "font-bold", state === "next" && "text-muted")}>
              {words[step]}
            </span>
            <span className="block text-xs text-muted">
              {state === "done" && at ? (
                <Moment at={at} only="time" />
              ) : state === "now" && step === "Retire" ? (
                <Moment at={dueAt} />
              ) : (
                states[state]
              )}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
