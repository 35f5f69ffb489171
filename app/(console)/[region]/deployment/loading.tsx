import { DetailsLoading } from "@/components/patterns/loading";

export default function DeploymentLoading() {
  return <DetailsLoading cards={3} />;
}
