import type { RotationEffect } from "@/components/secrets/rotate-secret-dialog";
import { RotateSecretDialog, SetRotationPanel, StagesPanel } from "@/components/secrets/rotation-lazy";
import { hasValue, offers, offersRotation } from "@/components/secrets/secret-offers";
import { consoleCtx } from "@/lib/auth/console-context";
import type { SecretVersionView } from "@/lib/domain/secrets/list-secret-version-ids";
import { FORM_ROTATION_HOURS } from "@/lib/domain/secrets/managed-rules";
import { RAM_WINDOW_HOURS } from "@/lib/domain/secrets/rotation-rules";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import type { ClientMessages } from "@/lib/i18n/client-messages";

interface OpenRotationProps {
  what: string;
  secret: SecretView;
  versions: readonly SecretVersionView[];
  common: { scope: ClientMessages; region: string; secret: string; name: string; closeHref: string };
}

/** What changes labels or rotation: `?panel=stages` of Generic secrets, `?panel=rotation` and `?dialog=rotate` of managed ones. */
export async function OpenRotation({ what, secret, versions, common }: OpenRotationProps) {
  const now = (await consoleCtx()).now().getTime();
  const { type } = secret;
  if (type === "Generic") {
    const changes = what === "stages" && versions.length > 0 && offers(secret, "UpdateSecretVersionStage");
    return (
      changes && <StagesPanel {...common} versions={versions.map(({ versionId, stages }) => ({ versionId, stages }))} />
    );
  }
  if (what === "rotate") {
    const config = secret.managed;
    const effect: RotationEffect = hasValue(secret, versions) ? (config?.subType ?? "SingleUser") : "Setup";
    return (
      offersRotation(secret) && (
        <RotateSecretDialog
          {...common}
          effect={effect}
          account={config?.userName ?? null}
          window={RAM_WINDOW_HOURS}
          now={now}
        />
      )
    );
  }
  const sets = what === "rotation" && offers(secret, "UpdateSecretRotationPolicy") && secret.running === null;
  return (
    sets && (
      <SetRotationPanel
        {...common}
        intervalSeconds={secret.rotationSeconds}
        hours={FORM_ROTATION_HOURS[type]}
        countsFrom={(secret.lastRotatedAt ?? secret.createdAt).getTime()}
        now={now}
      />
    )
  );
}
