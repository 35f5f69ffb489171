import { useTranslations } from "next-intl";
import { KeyValue } from "@/components/patterns/key-value";
import { Mono } from "@/components/ui/mono";
import { Notice } from "@/components/ui/notice";
import type { FindingKind } from "@/lib/domain/audit/findings";
import type { TrailVerification } from "@/lib/domain/audit/verify-trail";
import { EventTime } from "./event-cells";

/** What was checked and when, and what was found; it claims no more. */
export function VerifyResult({ result }: { result: TrailVerification }) {
  const t = useTranslations("audit.result");
  const { intact, counts, first, heads, lastSeq, promisedSeq, waiting, waitingSince, begunAt, databaseFrom } = result;
  const found = Object.entries(counts) as [FindingKind, number][];
  return (
    <div className="grid gap-4" role="status">
      <Notice tone={intact ? "info" : "danger"} title={intact ? t("intact") : t("broken")}>
        {intact ? (
          t("intactBody", { count: lastSeq })
        ) : (
          <ul className="list-disc pl-4">
            {found.map(([kind, count]) => (
              <li key={kind}>
                <FoundWord kind={kind} count={count} />
              </li>
            ))}
          </ul>
        )}
      </Notice>
      {first && (
        <KeyValue
          entries={[
            { label: t("first"), value: <FoundWord kind={first.kind} count={counts[first.kind] ?? 1} /> },
            { label: t("atSeq"), value: first.seq ?? "–" },
            { label: t("atEvent"), value: first.eventId ? <Mono>{first.eventId}</Mono> : "–" },
            { label: t("atTime"), value: first.at ? <EventTime at={first.at} /> : "–" },
            ...(databaseFrom ? [{ label: t("databaseFrom"), value: <EventTime at={databaseFrom} /> }] : []),
          ]}
        />
      )}
      <KeyValue
        entries={[
          { label: t("begun"), value: <EventTime at={begunAt} /> },
          { label: t("covered"), value: lastSeq > 0 ? t("coveredRange", { last: lastSeq }) : t("nothing") },
          {
            label: t("heads"),
            value: heads.newestAt ? (
              <>
                {t("headsRead", { count: heads.read })} <EventTime at={heads.newestAt} />
              </>
            ) : (
              t("noHeads")
            ),
          },
          ...(heads.unreadable > 0 ? [{ label: t("unreadable"), value: heads.unreadable }] : []),
          { label: t("notPromised"), value: Math.max(0, lastSeq - promisedSeq) },
          {
            label: t("waiting"),
            value: (
              <>
                {waiting} {waitingSince && <EventTime at={waitingSince} />}
              </>
            ),
          },
        ]}
      />
    </div>
  );
}

function FoundWord({ kind, count }: { kind: FindingKind; count: number }) {
  const t = useTranslations("audit.found");
  switch (kind) {
    case "altered":
      return t("altered", { count });
    case "removed":
      return t("removed", { count });
    case "inserted":
      return t("inserted", { count });
    case "reordered":
      return t("reordered", { count });
    case "swapped":
      return t("swapped", { count });
    case "truncated":
      return t("truncated", { count });
    case "rewritten":
      return t("rewritten", { count });
    case "older":
      return t("older");
    case "head":
      return t("head", { count });
  }
}
