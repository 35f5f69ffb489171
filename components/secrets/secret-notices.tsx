import { useTranslations } from "next-intl";
import { Moment } from "@/components/patterns/moment";
import { Notice } from "@/components/ui/notice";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { RotationNotice } from "./rotation-notice";
import type { ShownKey } from "./secret-overview";

/** One notice under the title: why the value cannot be read, what is still safe, and what would change it. */
export function SecretNotice({
  secret,
  encryptionKey,
  hasValue,
}: {
  secret: SecretView;
  encryptionKey: ShownKey;
  /** A managed one has none until it is set up. */
  hasValue: boolean;
}) {
  const t = useTranslations("secrets.notice");
  const { plannedDeleteAt } = secret;
  if (secret.state === "Unavailable")
    return (
      <Notice tone="danger" title={t("unavailable")}>
        {t("unavailableBody")}
      </Notice>
    );
  if (plannedDeleteAt)
    return (
      <Notice tone="danger" title={t.rich("planned", { moment: () => <Moment at={plannedDeleteAt} /> })}>
        {t("plannedBody")}
      </Notice>
    );
  if (encryptionKey === "gone")
    return (
      <Notice tone="danger" title={t("keyGone")}>
        {t("keyGoneBody")}
      </Notice>
    );
  // Of a key that the reader may not see nothing is known, and nothing is said.
  if (encryptionKey !== "noPermission" && encryptionKey.state !== "Enabled")
    return (
      <Notice tone="warn" title={t("keyUnusable")}>
        {t("keyUnusableBody")}
      </Notice>
    );
  return <RotationNotice secret={secret} hasValue={hasValue} />;
}
