import { DetailsLoading } from "@/components/patterns/loading";

export default function IdentityLoading() {
  return <DetailsLoading cards={3} />;
}
