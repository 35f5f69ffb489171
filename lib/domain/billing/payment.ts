import type { Tx } from "../context";
import { balancePayment } from "./balance-payment";

/** What is paid, or given back: the order that it is for, whose account pays or gets it. */
export interface Payment {
  accountId: string;
  orderPk: string;
  /** Above 0. */
  amountMicros: bigint;
}

/**
 * Where money comes from and goes back to (BIL-11). Both happen inside the transaction that does what the money is for: a
 * provider that has to ask somebody outside reserves beforehand and only notes here what becomes of it.
 */
export interface PaymentProvider {
  /** As the order keeps it. */
  name: string;
  /** Judges whether the account can pay, also where it has nothing to pay. @throws DomainError InsufficientBalance */
  assertCanPay(tx: Tx, accountId: string, amountMicros: bigint): Promise<void>;
  pay(tx: Tx, payment: Payment): Promise<void>;
  giveBack(tx: Tx, payment: Payment): Promise<void>;
}

const PROVIDERS: readonly PaymentProvider[] = [balancePayment];

/** What new orders are paid with. */
export const usualPayment: PaymentProvider = balancePayment;

/** The provider that an order was paid with. One that this version does not know is a defect, never a free gift. */
export function paymentNamed(name: string): PaymentProvider {
  const found = PROVIDERS.find((one) => one.name === name);
  if (!found) throw new Error(`there is no payment provider ${name}`);
  return found;
}
