import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { circleCheckIcon, circleIcon, triangleAlertIcon } from "@/components/ui/icon-paths";
import { Clock } from "./clock";

export interface PulseProps {
  /** Business time in milliseconds since the epoch, from `ctx.now()`. */
  now: number;
  timeZone: string;
  worker: "onTime" | "late" | "unknown";
  store: "reachable" | "unreachable" | "unknown";
}

/** What time it is, and whether the machine itself is well. */
export function Pulse({ now, timeZone, worker, store }: PulseProps) {
  const t = useTranslations("common.pulse");
  const workers = { onTime: t("workerOnTime"), late: t("workerLate"), unknown: t("workerUnknown") };
  const stores = {
    reachable: t("storeReachable"),
    unreachable: t("storeUnreachable"),
    unknown: t("storeUnknown"),
  };
  return (
    <section aria-label={t("label")} className="grid gap-[3px] text-xs text-muted">
      <Clock now={now} timeZone={timeZone} />
      <Line verdict={worker === "onTime" ? "good" : worker === "late" ? "bad" : "unknown"}>{workers[worker]}</Line>
      <Line verdict={store === "reachable" ? "good" : store === "unreachable" ? "bad" : "unknown"}>
        {stores[store]}
      </Line>
    </section>
  );
}

const LOOKS = {
  good: { className: "text-ok", path: circleCheckIcon },
  bad: { className: "text-danger font-bold", path: triangleAlertIcon },
  unknown: { className: "text-muted", path: circleIcon },
} as const;

function Line({ verdict, children }: { verdict: keyof typeof LOOKS; children: string }) {
  const look = LOOKS[verdict];
  return (
    <span className={clsx("flex items-center gap-1.5", look.className)}>
      <Icon path={look.path} size="sm" />
      {children}
    </span>
  );
}
