import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { targetsHref } from "@/components/targets/target-address";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { useRotationTroubles } from "./rotation-trouble";
import { rotationTrouble, shownRotation } from "./shown-rotation";

/** What is wrong with a managed secret's rotation, what still works, and what would change it. */
export function RotationNotice({ secret, hasValue }: { secret: SecretView; hasValue: boolean }) {
  const t = useTranslations("secrets.notice");
  const troubles = useRotationTroubles();
  if (secret.type === "Generic") return null;
  const { running, rotationErrorAt, targetId } = secret;
  const code = rotationTrouble(secret);
  const actions = targetId && (
    <TextLink href={targetsHref(secret.region)}>{t("toTarget", { target: targetId })}</TextLink>
  );
  if (!hasValue) {
    // Its accounts are made at the target before there is anything to read.
    return running && code === null ? (
      <Notice tone="info" title={t("settingUp")}>
        {t("settingUpBody")}
      </Notice>
    ) : (
      <Notice
        tone={running ? "warn" : "danger"}
        title={running ? t("settingUpTried") : t("notSetUp")}
        actions={actions}
      >
        {code !== null && `${troubles(code).what} ${troubles(code).advice} `}
        {running ? t.rich("triedAgain", { at: () => <Moment at={running.dueAt} /> }) : t("notSetUpBody")}
      </Notice>
    );
  }
  if (shownRotation(secret) !== "Invalid" || code === null) return null;
  const { what, advice } = troubles(code);
  return (
    <Notice
      tone="danger"
      title={rotationErrorAt ? t.rich("invalidSince", { at: () => <Moment at={rotationErrorAt} /> }) : t("invalid")}
      actions={actions}
    >
      {what} {advice} {running?.step === "Revert" ? t("reverting") : t("stillWorks")}
      {running && <> {t.rich("triedAgain", { at: () => <Moment at={running.dueAt} /> })}</>}
    </Notice>
  );
}
