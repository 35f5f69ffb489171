"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { type FoundIdentities, findIdentitiesAction } from "@/lib/actions/policies";

const IDLE_MS = 300;

/** RAM users and roles to choose from, whose names contain what was typed; undefined until they are there. */
export function useIdentities(typed = ""): FoundIdentities | undefined {
  const [search, setSearch] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed), IDLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const find = (name: string) => ({
    queryKey: ["identities", name],
    queryFn: () => findIdentitiesAction(name),
    staleTime: 60_000,
  });
  const first = useQuery(find(""));
  const all = first.data?.ok ? first.data.value : undefined;
  // An account with more of them than one answer holds is asked again for what is typed.
  const found = useQuery({ ...find(search), enabled: search !== "" && all?.all === false });
  return found.data?.ok ? found.data.value : all;
}

/** As the forms name them: `user/alice`, `role/app`. */
export function shortNames({ users, roles }: FoundIdentities): string[] {
  return [...(users ?? []).map((name) => `user/${name}`), ...(roles ?? []).map((name) => `role/${name}`)];
}
