/** A command that was typed wrongly; the message says how it goes. */
export class UsageError extends Error {}

export const USAGE = `npm run kms -- <command>, with JSON on standard output

  first-run                                        the one-time link, while there is no account
  account create --name NAME --password-stdin [--uid UID] [--access-key]
  account set-password --account NAME|UID --password-stdin
  account reset-second-factor --account NAME|UID|USER@ACCOUNT
  account set-enterprise --account NAME|UID [--enterprise NAME]   without a name: not verified
  user create UID --name NAME [--password-stdin] [--access-key] [--policy POLICY]   a RAM user of the account
  user list UID
  user set-password UID --name NAME --password-stdin
  user delete UID --name NAME
  instance create --account UID --region REGION    orders, pays and enables a software instance
    [--name NAME] [--image VERSION]
  directory list|create|end|invitations --account UID   the resource directory that the account is in
  directory invite|remove --account UID --member UID
  directory accept --account UID --invitation ID
  directory create-folder --account UID --name NAME [--parent FOLDER]
  directory move --account UID --member UID [--folder FOLDER]
  share list --account UID --region REGION         what the account shares, and with whom
  share create --account UID --region REGION --name NAME [--instance ID,ID] [--with UID,FOLDER,all]
  share add|take --account UID --region REGION --share ID [--instance ID,ID] [--with UID,FOLDER,all]
  share end --account UID --region REGION --share ID
  share access --account UID --region REGION --instance ID         what its access management is used for
  share mode --account UID --region REGION --instance ID --independent   for good (docs/sharing.md)
  secret rotate --account UID --region REGION --secret NAME   now, whatever its interval (docs/secrets.md)
    [--version ID] [--window-hours HOURS]
  secret target list --account UID --region REGION [--service Rds|PolarDB|Redis|ECS]
  secret target create --account UID --region REGION --target ID --service Rds|PolarDB|Redis|ECS
    --adapter PostgreSQL|MySQL|Redis|SSH|Webhook --address HOST|URL [--port PORT] [--database NAME] [--name NAME]
    [--tls Verified|Encrypted|Off] [--ca FILE] [--host-key SHA256:…]
    --credential SECRET | --credential-stdin --key KEY   a secret that is there, or one made of what comes on standard input
  secret target check|delete --account UID --region REGION --target ID
  status                                           processes, instances, backups, audit chain
  ca [--fingerprint]                               the certificate that the gateway's HTTPS rests on, as PEM
  backup list     --account NAME|UID --region REGION
  backup enable   --account NAME|UID --region REGION --backup ID --instance ID [--name NAME]
  backup reset    --account NAME|UID --region REGION --backup ID --confirm NAME|ID   destroys what it holds
  backup delete   the same, of an uploaded one
  backup plan     --account NAME|UID --region REGION --backup ID --to-instance ID [--to-region REGION]
    [--at MOMENT] [--key ID,ID] [--secret NAME,NAME] [--default-policies]   what a restore would do
  backup restore  the same, or --restore ID instead of --backup; [--detach]   does it, and waits for its end
  backup compare  --account NAME|UID --region REGION --backup ID --from MOMENT [--to MOMENT]   without --to: with now
  backup download --account NAME|UID --region REGION --backup ID --day DAY --out FILE
  backup upload   --account NAME|UID --region REGION --name NAME --file FILE   the key that opens it on standard input
  backup run      [--backup ID]                    runs the backups now
  backup verify   [--backup ID]                    re-reads and re-hashes what they hold
  backup drill    [--backup ID] [--at MOMENT]      restores them into a scratch instance, and compares
  audit verify  [--account UID]                    each account's audit trail, against itself and the store
  audit open FILE                                  the lines of an encrypted delivered file (docs/audit.md)
  balance [--account NAME|UID]                     what each account, or one, can spend
  balance top-up --account NAME|UID --amount 100.00 [--note TEXT] [--token TOKEN]
  prices                                           the price table
  prices set CODE AMOUNT                           a price from now on
  free-mode on|off                                 everything costs nothing, from now on
  backup rebuild [--installation ID]               everything that the store holds, into an empty database
    [--system-backup NAME|none]
  system-backup take|list                          what lies in no instance, saved now; what the store holds of it
  seed SCENARIO                                    a deployment to look at: ${["demo"].join(", ")}`;
