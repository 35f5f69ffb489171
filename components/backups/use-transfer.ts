"use client";

import { useQuery } from "@tanstack/react-query";
import { describeBackupTransferAction } from "@/lib/actions/backup-transfers";

const EVERY_MS = 1_000;

/** How far a file is, asked anew until it has ended. */
export function useTransfer(transferId: string | undefined) {
  const { data } = useQuery({
    queryKey: ["backup-transfer", transferId],
    enabled: transferId !== undefined,
    queryFn: () => describeBackupTransferAction({ transferId: transferId ?? "" }),
    refetchInterval: ({ state }) => (state.data?.ok && state.data.value.state !== "Running" ? false : EVERY_MS),
    gcTime: 0,
  });
  return data;
}
