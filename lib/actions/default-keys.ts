"use server";

import type { z } from "zod";
import { enableDefaultKey } from "@/lib/domain/keys/enable-default-key";
import { enableServiceKey } from "@/lib/domain/keys/enable-service-key";
import type { KeyView } from "@/lib/domain/keys/key-view";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

export async function enableDefaultKeyAction(
  input: z.input<typeof enableDefaultKey.schema>,
): Promise<ActionResult<KeyView>> {
  return runOperation(enableDefaultKey, input);
}

export async function enableServiceKeyAction(
  input: z.input<typeof enableServiceKey.schema>,
): Promise<ActionResult<KeyView>> {
  return runOperation(enableServiceKey, input);
}
