import { useTranslations } from "next-intl";
import { personOf } from "@/components/alerts/person-of";
import { Duration } from "@/components/backups/duration";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import type { PagerLinks } from "@/components/patterns/pager";
import { StateBadge } from "@/components/patterns/state-badge";
import { Card } from "@/components/ui/card";
import { Mono } from "@/components/ui/mono";
import type { RotationView } from "@/lib/domain/secrets/list-secret-rotations";
import { useStepWords } from "./rotation-steps";
import { timelineOf } from "./rotation-timeline";
import { useRotationTroubles } from "./rotation-trouble";

/** Rotation history: what came of each, who asked for it, and how long each step took. */
export function SecretRotationsCard({
  arn,
  isRam,
  rotations,
  pager,
}: {
  arn: string;
  isRam: boolean;
  rotations: readonly RotationView[];
  pager: PagerLinks;
}) {
  const t = useTranslations("secrets");
  const kinds = {
    Setup: t("rotation.kindSetup"),
    Scheduled: t("rotation.kindScheduled"),
    Immediate: t("rotation.kindImmediate"),
  };
  const columns: Column<RotationView>[] = [
    {
      id: "started",
      label: t("history.asked"),
      kind: "name",
      cell: ({ createdAt }) => <Moment at={createdAt} />,
      news: ({ kind, requestedBy }) =>
        kind === "Scheduled" ? kinds[kind] : t("history.by", { kind: kinds[kind], who: personOf(requestedBy, arn) }),
    },
    {
      id: "outcome",
      label: t("history.outcome"),
      kind: "state",
      cell: ({ state }) => <StateBadge of="rotation" state={state} />,
      news: (rotation) => <Trouble rotation={rotation} />,
    },
    {
      id: "steps",
      label: t("history.steps"),
      cell: ({ createdAt, endedAt }) => (endedAt ? <Duration ms={endedAt.getTime() - createdAt.getTime()} /> : "–"),
      news: (rotation) => <Steps rotation={rotation} isRam={isRam} />,
    },
    {
      id: "version",
      label: t("field.version"),
      cell: ({ versionId }) => <Mono className="max-w-56">{versionId}</Mono>,
      news: ({ account }) => account && t("history.account", { account }),
    },
  ];
  return (
    <Card flush title={t("history.title")}>
      {rotations.length > 0 ? (
        <DataTable
          caption={t("history.title")}
          columns={columns}
          rows={rotations}
          rowKey={({ versionId, createdAt }) => `${versionId} ${createdAt.getTime()}`}
          pager={pager}
        />
      ) : (
        <p className="p-3 text-sm text-text-2 md:p-4">{t("history.empty")}</p>
      )}
    </Card>
  );
}

function Trouble({ rotation: { errorCode, attempts, state } }: { rotation: RotationView }) {
  const t = useTranslations("secrets.history");
  const troubles = useRotationTroubles();
  if (errorCode === null) return null;
  return (
    <span className="block max-w-72 text-danger">
      {troubles(errorCode).what}
      {state === "Failed" && attempts > 1 && <span className="block text-muted">{t("attempts", { attempts })}</span>}
    </span>
  );
}

/** Of the whole, then of each step. */
function Steps({ rotation, isRam }: { rotation: RotationView; isRam: boolean }) {
  const t = useTranslations("secrets.history");
  const words = useStepWords();
  const done = timelineOf(rotation, isRam).filter(({ ms }) => ms !== null);
  return (
    <dl className="flex max-w-120 flex-wrap gap-x-3 text-xs text-muted">
      {done.map(({ step, ms }) => (
        <div key={step} className="flex gap-x-1.5">
          <dt>{step === "Create" ? t("waited") : words[step]}</dt>
          <dd className="text-text-2 tabular-nums">
            <Duration ms={ms ?? 0} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
