import { notFound } from "next/navigation";
import { DomainError } from "@/lib/domain/errors";

/** A page of what does not exist, or is not visible to who asks, is the not-found page (POL-25). */
export async function orNotFound<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof DomainError && error.kind === "notFound") notFound();
    throw error;
  }
}
