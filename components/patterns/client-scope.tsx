"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import type { ClientMessages } from "@/lib/i18n/client-messages";

// One cache per browser tab; on the server nothing is ever fetched through it.
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1 }, mutations: { retry: false } } });

/**
 * Texts and queries for a panel, dialog or live figure. Import it only from a file that `next/dynamic` loads: it brings
 * the message formatter and TanStack Query, which no page needs for its first view.
 */
export function ClientScope({ scope, children }: { scope: ClientMessages; children: ReactNode }) {
  return (
    <QueryClientProvider client={queries}>
      <NextIntlClientProvider locale={scope.locale} timeZone={scope.timeZone} messages={scope.messages}>
        {children}
      </NextIntlClientProvider>
    </QueryClientProvider>
  );
}
