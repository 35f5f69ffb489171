import { useTranslations } from "next-intl";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { StateBadge } from "@/components/patterns/state-badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Stack } from "@/components/ui/stack";
import type { RotationView } from "@/lib/domain/secrets/list-secret-rotations";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { RotationInterval } from "./rotation-interval";
import { RotationSteps } from "./rotation-steps";
import { timelineOf } from "./rotation-timeline";
import { useRotationTroubles } from "./rotation-trouble";
import { secretHref } from "./secret-addresses";
import { lackOf } from "./secret-offers";
import { shownRotation } from "./shown-rotation";

/** The rotation of a managed secret: whether, how often, when, and the steps of one that runs. */
export function SecretRotationCard({ secret, latest }: { secret: SecretView; latest: RotationView | null }) {
  const t = useTranslations("secrets");
  const { region, address, running, rotationSeconds, lastRotatedAt, nextRotationAt, automaticRotation } = secret;
  const sets = secret.allowed.includes("UpdateSecretRotationPolicy") && running === null;
  return (
    <Card
      title={t("rotation.title")}
      actions={
        sets ? (
          <OfferLink
            lack={lackOf(secret, "UpdateSecretRotationPolicy")}
            size="sm"
            scroll={false}
            href={secretHref(region, address, { panel: "rotation" })}
          >
            {t("rotation.set")}
          </OfferLink>
        ) : (
          <Button size="sm" disabled>
            {t("rotation.set")}
          </Button>
        )
      }
    >
      <Stack>
        <KeyValue
          columns={2}
          entries={[
            {
              label: t("field.automaticRotation"),
              value: <StateBadge of="secretRotation" state={shownRotation(secret)} />,
            },
            {
              label: t("field.interval"),
              value: rotationSeconds === null ? "–" : <RotationInterval seconds={rotationSeconds} />,
            },
            {
              label: t("field.lastRotation"),
              value: lastRotatedAt ? <Moment at={lastRotatedAt} /> : t("rotation.never"),
            },
            {
              label: t("field.nextRotation"),
              value:
                automaticRotation === "Invalid" ? (
                  t("rotation.rests")
                ) : nextRotationAt && automaticRotation === "Enabled" ? (
                  <Moment at={nextRotationAt} />
                ) : (
                  t("rotation.onlyByHand")
                ),
            },
          ]}
        />
        {running && latest?.state === "Running" && <Running secret={secret} running={running} rotation={latest} />}
      </Stack>
    </Card>
  );
}

function Running({
  secret,
  running,
  rotation,
}: {
  secret: SecretView;
  running: NonNullable<SecretView["running"]>;
  rotation: RotationView;
}) {
  const t = useTranslations("secrets.rotation");
  const troubles = useRotationTroubles();
  return (
    <div className="grid gap-2 border-t border-line pt-4">
      <RotationSteps steps={timelineOf(rotation, secret.type === "RAMCredentials")} dueAt={running.dueAt} />
      {running.step === "Retire" && (
        <p className="max-w-prose text-sm text-text-2">
          {t.rich("retiresSay", {
            accessKey: () => <code className="font-mono">{rotation.retires ?? "–"}</code>,
            at: () => <Moment at={running.dueAt} />,
          })}
        </p>
      )}
      {running.errorCode !== null && (
        <p className="max-w-prose text-sm text-danger">
          {troubles(running.errorCode).what}{" "}
          <span className="text-text-2">
            {t.rich("attempt", { attempts: running.attempts, at: () => <Moment at={running.dueAt} /> })}
          </span>
        </p>
      )}
    </div>
  );
}
