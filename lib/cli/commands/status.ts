import { describeDeployment } from "@/lib/domain/installation/describe-deployment";
import { withGateway } from "../gateway";

export async function statusCommand(): Promise<unknown> {
  return withGateway((call) => call(describeDeployment, {}));
}
