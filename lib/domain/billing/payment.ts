import type { Tx } from "../context";
import { DomainError } from "../errors";
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
  /** Whether the account can pay so much; asked of 0 too: whoever is in arrears can not. */
  canPay(tx: Tx, accountId: string, amountMicros: bigint): Promise<boolean>;
  pay(tx: Tx, payment: Payment): Promise<void>;
  giveBack(tx: Tx, payment: Payment): Promise<void>;
}

const PROVIDERS: readonly PaymentProvider[] = [balancePayment];

/** What new orders are paid with. */
export const usualPayment: PaymentProvider = balancePayment;

/** @throws DomainError InsufficientBalance */
export async function assertCanPay(tx: Tx, accountId: string, amountMicros: bigint): Promise<void> {
  if (!(await usualPayment.canPay(tx, accountId, amountMicros))) throw new DomainError("InsufficientBalance");
}

/** The provider that an order was paid with. One that this version does not know is a defect, never a free gift. */
export function paymentNamed(name: string): PaymentProvider {
  const found = PROVIDERS.find((one) => one.name === name);
  if (!found) throw new Error(`there is no payment provider ${name}`);
  return found;
}
