import { DetailsLoading } from "@/components/patterns/loading";

export default function ShareLoading() {
  return <DetailsLoading cards={3} />;
}
