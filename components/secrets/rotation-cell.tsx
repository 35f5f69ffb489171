import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { StateBadge } from "@/components/patterns/state-badge";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { useRotationTroubles } from "./rotation-trouble";
import { rotationTrouble, shownRotation } from "./shown-rotation";

/** How a managed secret rotates; one that no longer does says why, where it is seen at a glance. */
export function RotationCell({ secret }: { secret: SecretView }) {
  return <StateBadge of="secretRotation" state={shownRotation(secret)} />;
}

/** The line under it: the reason, else when it is tried again, else the next date. */
export function RotationNews({ secret }: { secret: SecretView }) {
  const t = useTranslations("secrets.rotation");
  const troubles = useRotationTroubles();
  const { running, nextRotationAt } = secret;
  const code = rotationTrouble(secret);
  const shown = shownRotation(secret);
  if (code !== null && (shown === "Invalid" || running)) {
    return (
      <span className="block max-w-64 text-danger">
        {troubles(code).what}
        {running && (
          <span className="block text-muted">{t.rich("triedAgain", { at: () => <Moment at={running.dueAt} /> })}</span>
        )}
      </span>
    );
  }
  if (running?.step === "Retire") return t.rich("retires", { at: () => <Moment at={running.dueAt} /> });
  if (running) return null;
  return nextRotationAt ? <Moment at={nextRotationAt} /> : "–";
}
