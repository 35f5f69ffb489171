import { DetailsLoading } from "@/components/patterns/loading";

export default function InstanceLoading() {
  return <DetailsLoading cards={4} />;
}
