import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { banIcon, circleCheckIcon, octagonXIcon, pauseIcon } from "@/components/ui/icon-paths";
import { Notice } from "@/components/ui/notice";
import { Stack } from "@/components/ui/stack";
import { TextLink } from "@/components/ui/text-link";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import { isPossible, lackOf } from "./key-offers";
import { keyHref } from "./keys-address";
import { type RotationNews, rotationNews } from "./rotation-plan";

const DAY_SECONDS = 86_400;

/** Automatic rotation of one key: how often, when next, and what keeps it (KEY-70..77). */
export function KeyRotationCard({
  view,
  now,
  planEndsAt,
}: {
  view: KeyDetails;
  now: Date;
  /** Of a default key: until when it may rotate (KEY-06). */
  planEndsAt: Date | null;
}) {
  const t = useTranslations("rotation");
  const call = useTranslations("keys.call");
  const news = rotationNews(view, planEndsAt);
  const cannot = news === "service" || news === "external" || news === "otherSpec";
  return (
    <Card
      title={t("title")}
      actions={
        isPossible(view, "rotation") && (
          <OfferLink
            lack={lackOf(view, "rotation")}
            size="sm"
            href={keyHref(view.region, view.keyId, { dialog: "rotation" })}
            scroll={false}
          >
            {call("rotation")}
          </OfferLink>
        )
      }
    >
      <Stack gap="sm">
        {!cannot && <RotationFacts view={view} now={now} planEndsAt={planEndsAt} news={news} />}
        {news && <RotationNotice news={news} region={view.region} />}
      </Stack>
    </Card>
  );
}

function RotationFacts({
  view,
  now,
  planEndsAt,
  news,
}: {
  view: KeyDetails;
  now: Date;
  planEndsAt: Date | null;
  news: RotationNews | null;
}) {
  const t = useTranslations("rotation");
  const { rotationSeconds: seconds, nextRotationAt: next, automaticRotation } = view;
  const isOff = automaticRotation === "Disabled";
  const rests = automaticRotation === "Suspended" || news === "planEnded" || news === "unavailable";
  const entries: { label: string; value: ReactNode }[] = [
    { label: t("state"), value: <RotationState state={automaticRotation} hasFailed={view.rotationError !== null} /> },
    {
      label: t("period"),
      value:
        isOff || seconds === null
          ? "–"
          : seconds % DAY_SECONDS === 0
            ? t("days", { days: seconds / DAY_SECONDS })
            : t("seconds", { seconds }),
    },
    {
      label: t("next"),
      value: isOff || rests || !next ? "–" : next.getTime() <= now.getTime() ? t("dueNow") : <Moment at={next} />,
    },
    { label: t("last"), value: view.versions.length > 1 ? <Moment at={view.lastRotatedAt} /> : t("never") },
  ];
  if (view.kind === "Default" && planEndsAt) {
    entries.push({
      label: t("plan"),
      value: (
        <span className="flex flex-wrap gap-x-3">
          <span>{t.rich("planUntil", { at: () => <Moment at={planEndsAt} /> })}</span>
          <TextLink href={`/${view.region}/keys/default/renew`}>{t("planRenew")}</TextLink>
        </span>
      ),
    });
  }
  return <KeyValue columns={2} entries={entries} />;
}

function RotationState({ state, hasFailed }: { state: KeyDetails["automaticRotation"]; hasFailed: boolean }) {
  const t = useTranslations("rotation");
  if (state === "Disabled") {
    return (
      <Badge tone="neutral" icon={banIcon}>
        {t("off")}
      </Badge>
    );
  }
  if (state === "Suspended") {
    return (
      <Badge tone="warn" icon={pauseIcon}>
        {t("suspended")}
      </Badge>
    );
  }
  return hasFailed ? (
    <Badge tone="danger" icon={octagonXIcon}>
      {t("failed")}
    </Badge>
  ) : (
    <Badge tone="ok" icon={circleCheckIcon}>
      {t("on")}
    </Badge>
  );
}

function RotationNotice({ news, region }: { news: RotationNews; region: string }) {
  const t = useTranslations("rotation.news");
  const buy = (
    <ButtonLink size="sm" href={`/${region}/instances/new?category=plan`}>
      {t("buy")}
    </ButtonLink>
  );
  switch (news) {
    case "service":
      return <Said>{t("service")}</Said>;
    case "external":
      return <Said>{t("external")}</Said>;
    case "otherSpec":
      return <Said>{t("otherSpec")}</Said>;
    case "noPlan":
      return (
        <div className="grid justify-items-start gap-2">
          <Said>{t("noPlan")}</Said>
          {buy}
        </div>
      );
    case "quota":
      return (
        <Notice tone="danger" title={t("failedTitle")}>
          {t("quota")}
        </Notice>
      );
    case "failed":
      return (
        <Notice tone="danger" title={t("failedTitle")}>
          {t("failed")}
        </Notice>
      );
    case "planEnded":
      return (
        <Notice tone="warn" title={t("planEndedTitle")} actions={buy}>
          {t("planEnded")}
        </Notice>
      );
    case "disabled":
      return <Said>{t("disabled")}</Said>;
    case "pendingDeletion":
      return <Said>{t("pendingDeletion")}</Said>;
    case "restored":
      return <Said>{t("restored")}</Said>;
    case "unavailable":
      return <Said>{t("unavailable")}</Said>;
  }
}

function Said({ children }: { children: string }) {
  return <p className="max-w-prose text-sm text-text-2">{children}</p>;
}
