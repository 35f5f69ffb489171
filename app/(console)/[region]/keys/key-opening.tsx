import { type KeyOffer, offers } from "@/components/keys/key-offers";
import {
  AliasLazy,
  CancelKeyDeletionLazy,
  DeleteAliasLazy,
  DeletionProtectionLazy,
  DisableKeyLazy,
  EditDescriptionLazy,
  EditTagsLazy,
  EnableKeyLazy,
  ScheduleKeyDeletionLazy,
} from "@/components/keys/lazy";
import type { Ctx } from "@/lib/domain/context";
import { describeKeyAssociations } from "@/lib/domain/keys/describe-key-associations";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { clientMessages } from "@/lib/i18n/client-messages";

/** The dialog or panel about a key that the address names; none where the key's state has no such action. */
export async function KeyOpening({
  ctx,
  view,
  what,
  alias,
  closeHref,
}: {
  ctx: Ctx;
  view: KeyView;
  what: KeyOffer;
  alias: string;
  closeHref: string;
}) {
  if (!offers(view, what)) return null;
  const { region, keyId } = view;
  const scope = await clientMessages("keys");
  const dialog = { scope, region, keyId, name: view.aliases[0] ?? keyId, closeHref };
  const associations = () => describeKeyAssociations(ctx, { region, key: keyId });
  switch (what) {
    case "enable":
      return <EnableKeyLazy {...dialog} />;
    case "disable":
      return <DisableKeyLazy {...dialog} associations={await associations()} />;
    case "schedule":
      return (
        <ScheduleKeyDeletionLazy
          {...dialog}
          associations={await associations()}
          now={ctx.now()}
          isEnabled={view.state === "Enabled"}
        />
      );
    case "cancel":
      return <CancelKeyDeletionLazy {...dialog} />;
    case "protect":
    case "unprotect":
      return <DeletionProtectionLazy {...dialog} enabled={what === "protect"} />;
    case "tags":
      return <EditTagsLazy {...dialog} tags={view.tags} />;
    case "description":
      return <EditDescriptionLazy {...dialog} description={view.description} />;
    case "addAlias":
      return <AliasLazy {...dialog} />;
    case "rebindAlias":
      return view.aliases.includes(alias) ? <AliasLazy {...dialog} alias={alias} /> : null;
    case "deleteAlias":
      return view.aliases.includes(alias) ? <DeleteAliasLazy {...dialog} alias={alias} /> : null;
    case "encrypt":
      return null; // in the page itself: Try it
  }
}
