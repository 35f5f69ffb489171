import { DetailsLoading } from "@/components/patterns/loading";

export default function KeyLoading() {
  return <DetailsLoading cards={4} />;
}
