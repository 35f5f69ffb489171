// What runs on a Linux host, in the least that every /bin/sh has. A script is one line without single quotes, so that every
// login shell hands it on as it is; the only argument is a user name of letters, digits, `_` and `-`. Values come over
// standard input, whole or not at all: an argument can be read by everybody on that host, and a password that was cut off
// on its way would be one too.

/** Written before anything else that a script of ours says; shells' greetings may come before it. */
export const READY = "kms-ready:";

/** How the scripts end. */
export const ENDS = {
  cut: 90,
  accountMissing: 91,
  valueRefused: 92,
  changedMeanwhile: 93,
  unsupported: 94,
  notPermitted: 95,
} as const;

const oneLine = (script: string) => script.trim().replace(/\s*\n\s*/g, " ");

/** As root, by itself or through sudo, which must ask for nothing. */
const ELEVATED = oneLine(`
if [ "$(id -u)" -eq 0 ]; then exec /bin/sh -c "$@"; else exec sudo -n -- /bin/sh -c "$@"; fi
`);

const START = `PATH=$PATH:/usr/sbin:/sbin; echo ${READY}; id -u "$1" >/dev/null 2>&1 || exit ${ENDS.accountMissing};`;

const HAS = START;

const NOTHING = `echo ${READY}`;

const SET_PASSWORD = oneLine(`
${START}
[ "$(command -v printf)" = printf ] && command -v chpasswd >/dev/null || exit ${ENDS.unsupported};
IFS= read -r password && IFS= read -r end && [ "$end" = end ] || exit ${ENDS.cut};
printf "%s\\n" "$1:$password" | chpasswd >/dev/null 2>&1 || exit ${ENDS.valueRefused}
`);

/**
 * What happens in a home directory happens as its user: links that the user lays there lead root nowhere. The file must
 * be a plain one of the user's own.
 */
const AS_USER = (script: string) => `${START} exec su -s /bin/sh -c "${script.replace(/[\\"$`]/g, "\\$&")}" "$1"`;

const READ_KEYS = AS_USER(
  oneLine(`
cd || exit ${ENDS.notPermitted};
f=.ssh/authorized_keys;
if [ -e $f ] || [ -L $f ]; then
[ -f $f ] && [ ! -L $f ] && [ -O $f ] || exit ${ENDS.notPermitted};
echo present; cat $f || exit ${ENDS.notPermitted};
else echo absent; fi
`),
);

/** Input: SHA-256 of what was read (or `absent`), SHA-256 of what is to be there, and that itself. */
const WRITE_KEYS = AS_USER(
  oneLine(`
cd || exit ${ENDS.notPermitted};
umask 077;
[ -d .ssh ] || mkdir .ssh || exit ${ENDS.notPermitted};
cd .ssh || exit ${ENDS.notPermitted};
IFS= read -r was && IFS= read -r new || exit ${ENDS.cut};
f=authorized_keys; t=.authorized_keys.kms.$$;
rm -f .authorized_keys.kms.*;
trap "rm -f $t" EXIT; trap "exit ${ENDS.cut}" HUP INT TERM;
digest() { sha256sum < "$1" | cut -d " " -f 1; };
( cat > $t ) || exit ${ENDS.notPermitted};
[ "$(digest $t)" = "$new" ] || exit ${ENDS.cut};
if [ -e $f ]; then now=$(digest $f); chgrp "$(stat -c %g $f)" $t 2>/dev/null; chmod "$(stat -c %a $f)" $t;
else now=absent; fi;
sync $t 2>/dev/null || sync;
[ "$now" = "$was" ] && mv -f $t $f || exit ${ENDS.changedMeanwhile};
sync . 2>/dev/null || sync
`),
);

const command = (script: string, user = "") => `/bin/sh -c '${ELEVATED}' kms '${script}' kms ${user}`.trim();

export const commands = {
  nothing: () => command(NOTHING),
  /** Needs no rights. */
  has: (user: string) => `/bin/sh -c '${HAS}' kms ${user}`,
  setPassword: (user: string) => command(SET_PASSWORD, user),
  readKeys: (user: string) => command(READ_KEYS, user),
  writeKeys: (user: string) => command(WRITE_KEYS, user),
};
