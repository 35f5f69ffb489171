import { useTranslations } from "next-intl";
import { KeyValue } from "@/components/patterns/key-value";
import { Moment } from "@/components/patterns/moment";
import { OfferLink } from "@/components/patterns/offer-link";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { circleCheckIcon, uploadIcon } from "@/components/ui/icon-paths";
import type { KeyDetails } from "@/lib/domain/keys/describe-key";
import { isPossible, lackOf } from "./key-offers";
import { keyHref } from "./keys-address";

/** Imported material: whether it is there, until when, and what brings it or takes it away (KEY-93, KEY-60..66). */
export function KeyMaterialCard({ view }: { view: KeyDetails }) {
  const t = useTranslations("key-import.card");
  const { imported, region, keyId } = view;
  if (!imported) return null;
  return (
    <Card
      title={t("title")}
      actions={
        <>
          {isPossible(view, "importMaterial") && (
            <OfferLink
              lack={lackOf(view, "importMaterial")}
              size="sm"
              href={keyHref(region, keyId, { panel: "importMaterial" })}
              scroll={false}
            >
              {imported.before ? t("again") : t("import")}
            </OfferLink>
          )}
          {imported.present && isPossible(view, "deleteMaterial") && (
            <OfferLink
              lack={lackOf(view, "deleteMaterial")}
              size="sm"
              href={keyHref(region, keyId, { dialog: "deleteMaterial" })}
              scroll={false}
            >
              {t("delete")}
            </OfferLink>
          )}
        </>
      }
    >
      <KeyValue
        entries={[
          { label: t("material"), value: <Presence view={view} /> },
          ...(imported.present ? [{ label: t("expires"), value: <Expiry at={view.materialExpiresAt} /> }] : []),
        ]}
      />
      <p className="mt-3 max-w-prose text-sm text-text-2">
        {imported.present ? t("keepCopy") : imported.before ? t("sameOnly") : t("awaited")}
      </p>
    </Card>
  );
}

function Presence({ view: { imported, materialExpiresAt } }: { view: KeyDetails }) {
  const t = useTranslations("key-import.card");
  if (imported?.present) {
    return (
      <Badge tone="ok" icon={circleCheckIcon}>
        {t("present")}
      </Badge>
    );
  }
  // What expired keeps its end, and says when that was.
  const expiredAt = imported?.before ? materialExpiresAt : null;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <Badge tone="warn" icon={uploadIcon}>
        {expiredAt ? t("expired") : imported?.before ? t("deleted") : t("notYet")}
      </Badge>
      {expiredAt && <Moment at={expiredAt} />}
    </span>
  );
}

function Expiry({ at }: { at: Date | null }) {
  const t = useTranslations("key-import.card");
  return at ? <Moment at={at} /> : t("never");
}
