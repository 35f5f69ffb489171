import { userArn } from "../../policies/principal";

export interface UserView {
  userName: string;
  arn: string;
  displayName: string;
  comments: string;
  /** Whether it may sign in to the console. */
  consoleLogin: boolean;
  /** Another password must be chosen at the next sign-in. */
  mustChange: boolean;
  secondFactorSince: Date | null;
  createdAt: Date;
}

export const USER_VIEW_COLUMNS = {
  pk: true,
  accountId: true,
  name: true,
  displayName: true,
  comments: true,
  consoleLogin: true,
  mustChange: true,
  secondFactorSince: true,
  createdAt: true,
} as const;

interface UserRow extends Omit<UserView, "userName" | "arn"> {
  accountId: string;
  name: string;
}

export function userView(row: UserRow): UserView {
  const { accountId, name, displayName, comments, consoleLogin, mustChange, secondFactorSince, createdAt } = row;
  const arn = userArn(accountId, name);
  return { userName: name, arn, displayName, comments, consoleLogin, mustChange, secondFactorSince, createdAt };
}
