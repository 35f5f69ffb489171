import { aliasLack, callLack, type KeyOffer, offers } from "@/components/keys/key-offers";
import {
  AliasLazy,
  CancelKeyDeletionLazy,
  CreateKeyVersionLazy,
  DeleteAliasLazy,
  DeleteKeyMaterialLazy,
  DeletionProtectionLazy,
  DisableKeyLazy,
  EditDescriptionLazy,
  EditTagsLazy,
  EnableKeyLazy,
  ImportKeyMaterialLazy,
  PublicKeyLazy,
  ScheduleKeyDeletionLazy,
  SetRotationLazy,
} from "@/components/keys/lazy";
import { aliasArn } from "@/lib/domain/arn";
import type { Ctx } from "@/lib/domain/context";
import { defaultKeyRotates } from "@/lib/domain/keys/default-key-rotation";
import type { AliasCall, KeyDetails } from "@/lib/domain/keys/describe-key";
import { describeKeyAssociations } from "@/lib/domain/keys/describe-key-associations";
import { clientMessages } from "@/lib/i18n/client-messages";

/** The dialog or panel about a key that the address names; none where its state or the caller's rights have no such action. */
export async function KeyOpening({
  ctx,
  view,
  what,
  alias,
  version,
  closeHref,
}: {
  ctx: Ctx;
  view: KeyDetails;
  what: KeyOffer;
  alias: string;
  /** Of those that have a public key. */
  version?: string;
  closeHref: string;
}) {
  if (!offers(view, what)) return null;
  const { region, keyId, accountId } = view;
  // By its ARN: it lies in the account of the key, which may be another one (SHR-08).
  const named = { alias, arn: aliasArn(region, accountId, alias) };
  const scope = await clientMessages("keys");
  const dialog = { scope, region, keyId, name: view.aliases[0] ?? keyId, closeHref };
  const associations = () => describeKeyAssociations(ctx, { region, key: keyId });
  const mayChange = (call: AliasCall) => view.aliases.includes(alias) && aliasLack(view, alias, call) === null;
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
      return <CancelKeyDeletionLazy {...dialog} waits={view.imported?.present === false} />;
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
      return mayChange("UpdateAlias") ? <AliasLazy {...dialog} rebinds={named} /> : null;
    case "deleteAlias":
      return mayChange("DeleteAlias") ? <DeleteAliasLazy {...dialog} {...named} /> : null;
    case "rotation":
      return (
        <SetRotationLazy
          {...dialog}
          scope={await clientMessages("rotation")}
          rotation={view}
          now={ctx.now()}
          mayRotate={view.kind !== "Default" || (await defaultKeyRotates(ctx, view.accountId, region, ctx.now()))}
        />
      );
    case "newVersion":
      return <CreateKeyVersionLazy {...dialog} />;
    case "publicKey":
      return view.versions.some(({ versionId }) => versionId === version) ? (
        <PublicKeyLazy {...dialog} versionId={version ?? ""} />
      ) : null;
    case "importMaterial":
      return (
        <ImportKeyMaterialLazy
          {...dialog}
          scope={await clientMessages("key-import")}
          spec={view.spec}
          before={view.imported?.before ?? false}
          isDisabled={view.state === "Disabled"}
          parametersLack={callLack(view, "GetParametersForImport")}
        />
      );
    case "deleteMaterial":
      return view.imported?.present ? (
        <DeleteKeyMaterialLazy
          {...dialog}
          scope={await clientMessages("key-import", "keys")}
          associations={await associations()}
        />
      ) : null;
    default:
      return null; // in the page itself: Try it
  }
}
