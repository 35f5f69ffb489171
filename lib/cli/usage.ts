/** A command that was typed wrongly; the message says how it goes. */
export class UsageError extends Error {}

export const USAGE = `npm run kms -- <command>, with JSON on standard output

  first-run                                        the one-time link, while there is no account
  account create --name NAME --password-stdin [--uid UID] [--access-key]
  account set-password --account NAME|UID --password-stdin
  account reset-second-factor --account NAME|UID|USER@ACCOUNT
  user create UID --name NAME [--password-stdin] [--access-key] [--policy POLICY]   a RAM user of the account
  user list UID
  user set-password UID --name NAME --password-stdin
  user delete UID --name NAME
  instance create --account UID --region REGION    orders, pays and enables a software instance
    [--name NAME] [--image VERSION]
  status                                           processes, instances, backups, audit chain
  ca [--fingerprint]                               the certificate that the gateway's HTTPS rests on, as PEM
  backup run    [--backup ID]                      runs the backups now
  backup verify [--backup ID]                      re-reads and re-hashes what they hold
  audit verify  [--account UID]                    each account's audit trail, against itself and the store
  audit open FILE                                  the lines of an encrypted delivered file (docs/audit.md)
  balance [--account NAME|UID]                     what each account, or one, can spend
  balance top-up --account NAME|UID --amount 100.00 [--note TEXT]
  prices                                           the price table
  prices set CODE AMOUNT                           a price from now on
  free-mode on|off                                 everything costs nothing, from now on
  rebuild [--installation ID]                      accounts and backups from the store, into an empty database
  seed SCENARIO                                    a deployment to look at: ${["demo"].join(", ")}`;
