"use client";

import type { ComponentType } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import type { TryCall } from "../key-offers";
import { GenerateMac, VerifyMac } from "./mac-forms";
import { AsymmetricDecrypt, AsymmetricEncrypt } from "./rsa-forms";
import { Sign, Verify } from "./signature-forms";
import { DataKey, Decrypt, Encrypt } from "./symmetric-forms";
import type { TryKey } from "./try-form";

const FORMS: Record<TryCall, ComponentType<{ tryKey: TryKey }>> = {
  encrypt: Encrypt,
  decrypt: Decrypt,
  dataKey: DataKey,
  sign: Sign,
  verify: Verify,
  asymmetricEncrypt: AsymmetricEncrypt,
  asymmetricDecrypt: AsymmetricDecrypt,
  generateMac: GenerateMac,
  verifyMac: VerifyMac,
};

/** One call through the gateway, with what it answers; nothing of it is kept once the form is left. */
export function TryIt({ scope, call, ...tryKey }: { scope: ClientMessages; call: TryCall } & TryKey) {
  const Form = FORMS[call];
  return (
    <ClientScope scope={scope}>
      <Form key={call} tryKey={tryKey} />
    </ClientScope>
  );
}
