import type { Tone } from "@/components/ui/badge";
import {
  archiveIcon,
  banIcon,
  circleCheckIcon,
  circleIcon,
  clockIcon,
  hourglassIcon,
  infoIcon,
  loaderIcon,
  minusIcon,
  octagonXIcon,
  pauseIcon,
  triangleAlertIcon,
  unplugIcon,
  uploadIcon,
} from "@/components/ui/icon-paths";

interface StateLook {
  tone: Tone;
  icon: string;
}

const good: StateLook = { tone: "ok", icon: circleCheckIcon };
const off: StateLook = { tone: "neutral", icon: banIcon };
const notYet: StateLook = { tone: "neutral", icon: circleIcon };
const passed: StateLook = { tone: "neutral", icon: minusIcon };
const gone: StateLook = { tone: "neutral", icon: archiveIcon };
const moving: StateLook = { tone: "info", icon: loaderIcon };
const broken: StateLook = { tone: "danger", icon: octagonXIcon };
const expired: StateLook = { tone: "danger", icon: clockIcon };
const cutOff: StateLook = { tone: "danger", icon: unplugIcon };
const goingAway: StateLook = { tone: "danger", icon: hourglassIcon };
const doubtful: StateLook = { tone: "warn", icon: triangleAlertIcon };

/**
 * Every state that the console shows: word (messages, `states`), icon and colour, the same everywhere. Late, Damaged
 * and a failed run or drill are conditions laid over Enabled; a run with any failed item is never green.
 */
export const STATES = {
  key: {
    Enabled: good,
    Disabled: off,
    PendingDeletion: goingAway,
    PendingImport: { tone: "warn", icon: uploadIcon },
    Unavailable: cutOff,
  },
  secret: { Enabled: good, PendingDeletion: goingAway, Unavailable: cutOff },
  secretRotation: { Enabled: good, Disabled: off, Invalid: broken, Rotating: moving, SettingUp: moving },
  rotation: { Running: moving, Succeeded: good, Failed: broken },
  instance: {
    Uninitialized: notYet,
    Connecting: moving,
    Connected: good,
    Disconnected: cutOff,
    Error: broken,
    Expired: expired,
    Releasing: moving,
    Released: gone,
  },
  backup: {
    Disabled: off,
    Enabled: good,
    Available: good,
    Late: { tone: "danger", icon: triangleAlertIcon },
    RunFailed: doubtful,
    Resetting: moving,
    Expired: expired,
    Damaged: broken,
    DrillFailed: broken,
  },
  run: {
    Waiting: notYet,
    Running: moving,
    Complete: good,
    CompleteWithFailures: doubtful,
    Failed: broken,
    Cancelled: off,
    Unknown: doubtful,
  },
  item: {
    Waiting: notYet,
    Restoring: moving,
    Restored: good,
    Skipped: passed,
    Failed: broken,
    Blocked: broken,
  },
  order: { Unpaid: notYet, Paid: good, Fulfilled: good, Cancelled: off, Expired: { tone: "neutral", icon: clockIcon } },
  access: { Active: good, Failed: broken },
  accessKey: { Active: good, Inactive: off },
  alert: { INFO: { tone: "info", icon: infoIcon }, WARN: doubtful, CRITICAL: broken },
  target: {
    current: good,
    behind: moving,
    failing: broken,
    paused: { tone: "warn", icon: pauseIcon },
  },
  targetCheck: { NotChecked: notYet, Passed: good, Failed: broken },
} as const satisfies Record<string, Record<string, StateLook>>;

export type StateNoun = keyof typeof STATES;
export type StateOf<N extends StateNoun> = keyof (typeof STATES)[N] & string;
