"use client";

import dynamic from "next/dynamic";

// Each form and dialog in a script of its own, loaded when the address opens it.
export const CreateKeyLazy = dynamic(() => import("./create-key-panel").then((file) => file.CreateKeyPanel), {
  ssr: false,
});
export const EditTagsLazy = dynamic(() => import("./edit-tags-panel").then((file) => file.EditTagsPanel), {
  ssr: false,
});
export const EditDescriptionLazy = dynamic(
  () => import("./edit-description-panel").then((file) => file.EditDescriptionPanel),
  { ssr: false },
);
export const AliasLazy = dynamic(() => import("./alias-panel").then((file) => file.AliasPanel), { ssr: false });
export const DeleteAliasLazy = dynamic(() => import("./delete-alias-dialog").then((file) => file.DeleteAliasDialog), {
  ssr: false,
});
export const EnableKeyLazy = dynamic(() => import("./enable-key-dialog").then((file) => file.EnableKeyDialog), {
  ssr: false,
});
export const DisableKeyLazy = dynamic(() => import("./disable-key-dialog").then((file) => file.DisableKeyDialog), {
  ssr: false,
});
export const ScheduleKeyDeletionLazy = dynamic(
  () => import("./schedule-key-deletion-dialog").then((file) => file.ScheduleKeyDeletionDialog),
  { ssr: false },
);
export const CancelKeyDeletionLazy = dynamic(
  () => import("./cancel-key-deletion-dialog").then((file) => file.CancelKeyDeletionDialog),
  { ssr: false },
);
export const DeletionProtectionLazy = dynamic(
  () => import("./deletion-protection-dialog").then((file) => file.DeletionProtectionDialog),
  { ssr: false },
);
export const TryItLazy = dynamic(() => import("./try-it/try-it").then((file) => file.TryIt), { ssr: false });
export const CreateKeyVersionLazy = dynamic(
  () => import("./create-key-version-dialog").then((file) => file.CreateKeyVersionDialog),
  { ssr: false },
);
export const ImportKeyMaterialLazy = dynamic(
  () => import("./import-key-material-panel").then((file) => file.ImportKeyMaterialPanel),
  { ssr: false },
);
export const DeleteKeyMaterialLazy = dynamic(
  () => import("./delete-key-material-dialog").then((file) => file.DeleteKeyMaterialDialog),
  { ssr: false },
);
export const PublicKeyLazy = dynamic(() => import("./public-key-dialog").then((file) => file.PublicKeyDialog), {
  ssr: false,
});
export const SetRotationLazy = dynamic(() => import("./set-rotation-dialog").then((file) => file.SetRotationDialog), {
  ssr: false,
});
export const EnableDefaultKeyLazy = dynamic(
  () => import("./enable-default-key-dialog").then((file) => file.EnableDefaultKeyDialog),
  { ssr: false },
);
export const UseServiceKeyLazy = dynamic(
  () => import("./use-service-key-dialog").then((file) => file.UseServiceKeyDialog),
  { ssr: false },
);
export const BulkLazy = dynamic(() => import("./bulk-panel").then((file) => file.BulkPanel), { ssr: false });
