import { ChangePrice, SwitchFreeMode, TopUp } from "@/components/installation/lazy";
import type { PricingView } from "@/lib/domain/billing/describe-pricing";
import type { AccountBalance } from "@/lib/domain/billing/list-account-balances";
import { clientMessages } from "@/lib/i18n/client-messages";

/** The dialog that the address names: `?dialog=top-up&of=…`. Nothing for what is not on the page. */
export async function OpenDialog({
  dialog,
  of,
  accounts,
  pricing,
  page,
  closeHref,
}: {
  dialog: string | string[] | undefined;
  of: string | string[] | undefined;
  accounts: readonly AccountBalance[];
  pricing: PricingView;
  page: string;
  closeHref: string;
}) {
  const scope = await clientMessages("installation", "billing");
  switch (dialog) {
    case "top-up": {
      const account = accounts.find(({ accountId }) => accountId === of);
      return account && <TopUp key={account.accountId} {...{ scope, account, page, closeHref }} />;
    }
    case "price": {
      const price = pricing.prices.find(({ code }) => code === of);
      return price && <ChangePrice key={price.code} {...{ scope, price, closeHref }} />;
    }
    case "free-mode":
      return <SwitchFreeMode scope={scope} free={!pricing.free} closeHref={closeHref} />;
    default:
      return null;
  }
}
