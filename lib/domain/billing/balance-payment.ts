import { balanceOf, customerBook, post } from "./ledger";
import type { PaymentProvider } from "./payment";

/** The built-in balance: a movement between the account's book and the revenue (BIL-11). The caller holds the balance. */
export const balancePayment: PaymentProvider = {
  name: "Balance",

  /** Who owes for days of pay-as-you-go orders nothing, not even what is free (BIL-04). */
  canPay: async (tx, accountId, amountMicros) => (await balanceOf(tx, accountId)) >= amountMicros,

  async pay(tx, { accountId, orderPk, amountMicros }) {
    const lines = [
      { book: customerBook(accountId), amountMicros: -amountMicros },
      { book: "revenue", amountMicros },
    ];
    await post(tx, { accountId, kind: "OrderPayment", orderPk, lines });
  },

  async giveBack(tx, { accountId, orderPk, amountMicros }) {
    const lines = [
      { book: "revenue", amountMicros: -amountMicros },
      { book: customerBook(accountId), amountMicros },
    ];
    await post(tx, { accountId, kind: "OrderRefund", orderPk, lines });
  },
};
