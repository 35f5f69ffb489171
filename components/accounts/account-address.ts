/** The dialogs of the account page, as its address names them. */
export const ACCOUNT_DIALOGS = ["second-factor", "recovery-codes", "remove-second-factor"] as const;
export type AccountDialog = (typeof ACCOUNT_DIALOGS)[number];

export function accountHref(dialog?: AccountDialog): string {
  return dialog ? `/account?dialog=${dialog}` : "/account";
}
