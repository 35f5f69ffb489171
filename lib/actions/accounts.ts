"use server";

import { redirect } from "next/navigation";
import { returnPath } from "@/lib/auth/console-address";
import { requestCtx } from "@/lib/auth/console-context";
import { firstRunConsole, forgetConsoleSession, signInConsole } from "@/lib/auth/start-console-session";
import { changePassword } from "@/lib/domain/accounts/change-password";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { deleteAccessKey } from "@/lib/domain/accounts/delete-access-key";
import { revokeSession } from "@/lib/domain/accounts/revoke-session";
import { setAccessKeyState } from "@/lib/domain/accounts/set-access-key-state";
import { signOut } from "@/lib/domain/accounts/sign-out";
import type { ActionFailure, ActionResult } from "./result";
import { failureOf, runOperation } from "./run-operation";

/** Answers only when it refuses; else the browser goes on to where it was led from. */
export async function signInAction(_before: ActionFailure | null, form: FormData): Promise<ActionFailure> {
  try {
    await signInConsole({ account: text(form, "account"), password: text(form, "password") });
  } catch (error) {
    return failureOf((await requestCtx()).requestId, "SignIn", error);
  }
  redirect(returnPath(text(form, "to")));
}

export async function firstRunAction(_before: ActionFailure | null, form: FormData): Promise<ActionFailure> {
  try {
    await firstRunConsole({ token: text(form, "token"), name: text(form, "name"), password: text(form, "password") });
  } catch (error) {
    return failureOf((await requestCtx()).requestId, "FirstRun", error);
  }
  redirect("/");
}

/** Whatever the gateway says, the cookie goes; a session that could not be ended now ends by itself. */
export async function signOutAction(): Promise<void> {
  await runOperation(signOut, {});
  await forgetConsoleSession();
  redirect("/sign-in");
}

export async function changePasswordAction(input: {
  present: string;
  next: string;
}): Promise<ActionResult<{ endedSessions: number }>> {
  return runOperation(changePassword, input);
}

export async function createAccessKeyAction(): Promise<
  ActionResult<{ accessKeyId: string; accessKeySecret: string; createdAt: Date }>
> {
  return runOperation(createAccessKey, {});
}

export async function setAccessKeyStateAction(input: {
  accessKeyId: string;
  state: "Active" | "Inactive";
}): Promise<ActionResult<void>> {
  return runOperation(setAccessKeyState, input);
}

export async function deleteAccessKeyAction(input: { accessKeyId: string }): Promise<ActionResult<void>> {
  return runOperation(deleteAccessKey, input);
}

export async function revokeSessionAction(input: { sessionId: string }): Promise<ActionResult<void>> {
  return runOperation(revokeSession, input);
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
