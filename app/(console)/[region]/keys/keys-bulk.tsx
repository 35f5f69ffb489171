import { asksForUses, BULK_MAX, type BulkCall, type BulkItem, verdictOf } from "@/components/keys/bulk-items";
import { BulkLazy } from "@/components/keys/lazy";
import type { Ctx } from "@/lib/domain/context";
import { describeKeyAssociations } from "@/lib/domain/keys/describe-key-associations";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { clientMessages } from "@/lib/i18n/client-messages";
import { readableOr } from "../../readable";

/** One thing to do to the keys of this page that the address names. */
export async function KeysBulk({
  ctx,
  call,
  rows,
  chosen,
  closeHref,
}: {
  ctx: Ctx;
  call: BulkCall;
  rows: readonly KeyView[];
  /** Key IDs, with commas between. */
  chosen: string;
  closeHref: string;
}) {
  const ids = new Set(chosen.split(","));
  const keys = rows.filter(({ keyId }) => ids.has(keyId)).slice(0, BULK_MAX);
  const [first] = keys;
  if (!first) return null;
  const items = await Promise.all(keys.map((key) => itemOf(ctx, call, key)));
  return (
    <BulkLazy
      scope={await clientMessages("keys")}
      region={first.region}
      call={call}
      items={items}
      closeHref={closeHref}
    />
  );
}

async function itemOf(ctx: Ctx, call: BulkCall, key: KeyView): Promise<BulkItem> {
  const { keyId, region } = key;
  const item: BulkItem = { keyId, name: key.aliases[0] ?? keyId, verdict: verdictOf(call, key) };
  if (item.verdict !== "go" || !asksForUses(call)) return item;
  const found = await readableOr(describeKeyAssociations(ctx, { region, key: keyId }), null);
  return found ? { ...item, uses: { secretsTotal: found.secretsTotal, callers: found.callers.length } } : item;
}
