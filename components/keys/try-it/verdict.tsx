"use client";

import { Icon } from "@/components/ui/icon";
import { octagonXIcon, shieldCheckIcon } from "@/components/ui/icon-paths";

/** Valid or not, in words, shape and colour. */
export function Verdict({ valid, yes, no }: { valid: boolean; yes: string; no: string }) {
  return valid ? (
    <p className="flex items-start gap-2 rounded-2 border border-ok-line bg-ok-soft p-3 text-sm font-bold">
      <Icon path={shieldCheckIcon} className="mt-0.5 text-ok" />
      {yes}
    </p>
  ) : (
    <p className="flex items-start gap-2 rounded-2 border border-danger-line bg-danger-soft p-3 text-sm font-bold">
      <Icon path={octagonXIcon} className="mt-0.5 text-danger" />
      {no}
    </p>
  );
}
