import Link from "next/link";
import type { ComponentProps } from "react";

/** A link in a table or a text. It fetches nothing before it is followed: a page of 50 rows would fetch 150 others. */
export function TextLink(props: ComponentProps<typeof Link>) {
  return <Link prefetch={false} {...props} />;
}
