"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { returnPath } from "@/lib/auth/console-address";
import { requestCtx } from "@/lib/auth/console-context";
import {
  firstRunConsole,
  forgetConsoleSession,
  restoreInstallationConsole,
  signInConsole,
  stepUpConsole,
} from "@/lib/auth/start-console-session";
import { changePassword } from "@/lib/domain/accounts/change-password";
import { type CreatedAccessKey, createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { deleteAccessKey } from "@/lib/domain/accounts/delete-access-key";
import { revokeOtherSessions } from "@/lib/domain/accounts/revoke-other-sessions";
import { revokeSession } from "@/lib/domain/accounts/revoke-session";
import { setAccessKeyState } from "@/lib/domain/accounts/set-access-key-state";
import { signOut } from "@/lib/domain/accounts/sign-out";
import type { ActionFailure, ActionResult } from "./result";
import { failureOf, runOperation } from "./run-operation";

/** A refusal with its sentence: the forms of accounts load no formatter of their own. */
export type FormRefusal = ActionFailure & { message: string };
export type FormAnswer = { ok: true; message: string } | FormRefusal;

/** Answers only when it refuses; else the browser goes on to where it was led from. */
export async function signInAction(_before: FormAnswer | null, form: FormData): Promise<FormAnswer> {
  try {
    const code = text(form, "code");
    await signInConsole({ account: text(form, "account"), password: text(form, "password"), ...(code && { code }) });
  } catch (error) {
    return refusal(failureOf((await requestCtx()).requestId, "SignIn", error));
  }
  redirect(returnPath(text(form, "to")));
}

export async function firstRunAction(_before: FormAnswer | null, form: FormData): Promise<FormAnswer> {
  const { requestId } = await requestCtx();
  if (text(form, "password") !== text(form, "again")) return refusal(differing(requestId));
  try {
    await firstRunConsole({ token: text(form, "token"), name: text(form, "name"), password: text(form, "password") });
  } catch (error) {
    return refusal(failureOf(requestId, "FirstRun", error));
  }
  redirect("/");
}

/** The first page's other way (P3): waits until all is back, then leads to sign-in, where people use what they always did. */
export async function restoreInstallationAction(_before: FormAnswer | null, form: FormData): Promise<FormAnswer> {
  const systemBackup = text(form, "systemBackup");
  const asked = { token: text(form, "token"), installationId: text(form, "installationId") };
  try {
    const restored = await restoreInstallationConsole({ ...asked, ...(systemBackup && { systemBackup }) });
    const t = await getTranslations("installation.restore");
    if (restored.unreadable > 0) return { ok: true, message: t("partly", { count: restored.unreadable }) };
    if (!restored.systemBackup) return { ok: true, message: t("unarmed") };
  } catch (error) {
    return refusal(failureOf((await requestCtx()).requestId, "RestoreInstallation", error));
  }
  redirect("/sign-in");
}

/** Whatever the gateway says, the cookie goes; a session that could not be ended now ends by itself. */
export async function signOutAction(): Promise<void> {
  await runOperation(signOut, {});
  await forgetConsoleSession();
  redirect("/sign-in");
}

export async function changePasswordAction(_before: FormAnswer | null, form: FormData): Promise<FormAnswer> {
  const { requestId } = await requestCtx();
  if (text(form, "password") !== text(form, "again")) return refusal(differing(requestId));
  const result = await runOperation(changePassword, { present: text(form, "present"), next: text(form, "password") });
  if (!result.ok) return refusal(result);
  revalidatePath("/account");
  const t = await getTranslations("accounts");
  return { ok: true, message: t("password.done") };
}

/** The same before anything else may be done; then the browser goes on to where it was led from. */
export async function choosePasswordAction(before: FormAnswer | null, form: FormData): Promise<FormAnswer> {
  const answer = await changePasswordAction(before, form);
  if (answer.ok) redirect(returnPath(text(form, "to")));
  return answer;
}

export async function stepUpAction(typed: { password: string; code?: string }): Promise<FormRefusal | null> {
  try {
    await stepUpConsole(typed);
    return null;
  } catch (error) {
    return refusal(failureOf((await requestCtx()).requestId, "StepUp", error));
  }
}

export async function createAccessKeyAction(): Promise<{ ok: true; value: CreatedAccessKey } | FormRefusal> {
  const result = await runOperation(createAccessKey, {});
  return result.ok ? result : refusal(result);
}

export async function enableAccessKeyAction(accessKeyId: string): Promise<FormRefusal | null> {
  return changed(await runOperation(setAccessKeyState, { accessKeyId, state: "Active" }));
}

export async function disableAccessKeyAction(accessKeyId: string): Promise<FormRefusal | null> {
  return changed(await runOperation(setAccessKeyState, { accessKeyId, state: "Inactive" }));
}

export async function deleteAccessKeyAction(accessKeyId: string): Promise<FormRefusal | null> {
  return changed(await runOperation(deleteAccessKey, { accessKeyId }));
}

export async function revokeSessionAction(sessionId: string): Promise<FormRefusal | null> {
  return changed(await runOperation(revokeSession, { sessionId }));
}

export async function revokeOtherSessionsAction(): Promise<FormRefusal | null> {
  return changed(await runOperation(revokeOtherSessions, {}));
}

async function changed(result: ActionResult<unknown>): Promise<FormRefusal | null> {
  if (!result.ok) return refusal(result);
  revalidatePath("/account");
  return null;
}

async function refusal(failure: ActionFailure): Promise<FormRefusal> {
  const t = await getTranslations("errors");
  // The code's own parameters, which the message of each locale names (messages.test.ts).
  return { ...failure, message: t(failure.code, failure.params as never) };
}

/** The browser compares the two first; this answers one that runs no script. */
function differing(requestId: string): ActionFailure {
  return { ok: false, code: "InvalidParameter", params: { name: "again" }, requestId };
}

function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** After the dialog with a new AccessKey's secret was closed: the list shows it from now on. */
export async function reloadAccountAction(): Promise<void> {
  revalidatePath("/account");
}
