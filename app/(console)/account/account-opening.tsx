import { RecoveryCodesLazy, RemoveSecondFactorLazy, SecondFactorLazy } from "@/components/accounts/lazy";
import { clientMessages } from "@/lib/i18n/client-messages";

/** The dialog that the address names; none that does not fit what there is. */
export async function AccountOpening({ dialog, secondFactor }: { dialog: unknown; secondFactor: boolean }) {
  if (dialog === "second-factor" && !secondFactor) return <SecondFactorLazy scope={await clientMessages("accounts")} />;
  if (dialog === "recovery-codes" && secondFactor) {
    return <RecoveryCodesLazy scope={await clientMessages("accounts")} />;
  }
  if (dialog === "remove-second-factor" && secondFactor) {
    return <RemoveSecondFactorLazy scope={await clientMessages("accounts")} />;
  }
  return null;
}
