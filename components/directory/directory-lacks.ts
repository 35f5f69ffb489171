import type { Lack } from "@/lib/domain/lack";

/** The calls that the page of the directory offers. */
export const DIRECTORY_CALLS = [
  "EnableResourceDirectory",
  "DisableResourceDirectory",
  "EnableResourceSharing",
  "CreateDirectoryFolder",
  "RenameDirectoryFolder",
  "DeleteDirectoryFolder",
  "InviteDirectoryMember",
  "CancelDirectoryInvitation",
  "AcceptDirectoryInvitation",
  "DeclineDirectoryInvitation",
  "MoveDirectoryMember",
  "RemoveDirectoryMember",
] as const;
export type DirectoryCall = (typeof DIRECTORY_CALLS)[number];

/** The permission that each takes and the caller lacks (P10). */
export type DirectoryLacks = Record<DirectoryCall, Lack | null>;
