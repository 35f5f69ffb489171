import type { ClientMessages } from "@/lib/i18n/client-messages";

/** What every dialog and panel about one key is given. */
export interface KeyDialogProps {
  scope: ClientMessages;
  region: string;
  keyId: string;
  /** What a person calls it: its first alias, else its id. */
  name: string;
  /** The page without the dialog. */
  closeHref: string;
}
