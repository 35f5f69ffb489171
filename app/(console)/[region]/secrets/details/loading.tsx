import { DetailsLoading } from "@/components/patterns/loading";

export default function SecretLoading() {
  return <DetailsLoading />;
}
