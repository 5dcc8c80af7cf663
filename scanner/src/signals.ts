/** How each verdict speaks: words, icon, sound and vibration of its own. Its colour is in scanner.css. */

import type { Sentence } from "./words.ts";
import type { Verdict } from "./verdict.ts";

export interface Signal {
  title: Sentence;
  advice: Sentence;
  icon: Icon;
  /** Notes as [hertz, milliseconds]; 0 hertz is a rest. */
  sound: readonly (readonly [number, number])[];
  /** Milliseconds on, off, on … */
  vibration: readonly number[];
}

/** Paths on a 24 by 24 grid, drawn as strokes. */
export const ICONS = {
  check: "M4 12.5l5.5 5.5L20 7",
  cross: "M6 6l12 12M18 6L6 18",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 12h8",
  swap: "M4 8h13l-3-3M20 16H7l3 3",
  key: "M14 10a4 4 0 1 0-3.5 4l1.5-1.5H14V14h2v-2h2l2-2-2-2h-4.5",
  shield: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM9 9.5l6 6M15 9.5l-6 6",
  early: "M12 6v6l-4 2M3 12a9 9 0 1 0 18 0 9 9 0 0 0-18 0",
  late: "M12 6v6l4 4M3 12a9 9 0 1 0 18 0 9 9 0 0 0-18 0",
  ban: "M5.7 5.7l12.6 12.6M3 12a9 9 0 1 0 18 0 9 9 0 0 0-18 0",
  gate: "M5 21V5l7-2 7 2v16M3 21h18M15 12v1",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9v.5",
  stale: "M20 12a8 8 0 1 1-2.5-5.8M20 3v4h-4M12 8v4l3 2",
  twice: "M9 7a3 3 0 1 0 0 .1M3 20c0-4 2-7 6-7s6 3 6 7M16 5a3 3 0 0 1 0 5M17 13c3 .5 4 3.5 4 7",
  full: "M3 20c0-4 2-6 5-6s5 2 5 6M5 8a3 3 0 1 0 6 0 3 3 0 0 0-6 0M16 11h6M17 20h4v-6",
  update: "M12 4v11M7 10l5 5 5-5M4 20h16",
  withdrawn: "M4 7h16v3a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4zM9 10l6 4M15 10l-6 4",
  light: "M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.5.4.5 1 .5 2.1h6c0-1.1 0-1.7.5-2.1A6 6 0 0 0 12 3",
  list: "M8 6h12M8 12h12M8 18h12M4 6v.1M4 12v.1M4 18v.1",
  keyboard: "M3 6h18v12H3zM7 10v.1M11 10v.1M15 10v.1M18 10v.1M8 14h8",
  device: "M7 3h10v18H7zM11 18h2",
} as const;
export type Icon = keyof typeof ICONS;

export const SIGNALS: Record<Verdict, Signal> = {
  admitted: { title: "Let in", advice: "The ticket is good.", icon: "check",
    sound: [[880, 90], [1320, 160]], vibration: [60] },
  unreadable: { title: "Not a ticket", advice: "Ask for the QR code of the ticket itself.", icon: "scan",
    sound: [[300, 120]], vibration: [30, 40, 30] },
  unsupported_version: { title: "Unknown kind", advice: "This scanner needs an update. Send the guest to the help desk.",
    icon: "update", sound: [[300, 90], [0, 60], [340, 90]], vibration: [40, 60, 120] },
  wrong_event: { title: "Another event", advice: "This ticket is for a different event.", icon: "swap",
    sound: [[392, 140], [330, 200]], vibration: [120, 60, 60] },
  unknown_key: { title: "Cannot be checked", advice: "The key of this ticket is not known here.", icon: "key",
    sound: [[494, 120], [0, 50], [494, 120]], vibration: [80, 80, 80] },
  bad_signature: { title: "Not genuine", advice: "This ticket was not issued by the organizer.", icon: "shield",
    sound: [[160, 420]], vibration: [400] },
  compromised_key: { title: "Exchange needed", advice: "Send the guest to the help desk to exchange this ticket.",
    icon: "withdrawn", sound: [[220, 120], [180, 280]], vibration: [200, 60, 100] },
  not_yet_valid: { title: "Too early", advice: "Valid from {time}.", icon: "early",
    sound: [[330, 110], [392, 110], [330, 110]], vibration: [60, 60, 60, 60, 60] },
  expired: { title: "Too late", advice: "Was valid until {time}.", icon: "late",
    sound: [[392, 110], [330, 110], [262, 160]], vibration: [60, 60, 200] },
  revoked: { title: "Cancelled", advice: "This ticket was cancelled or refunded.", icon: "ban",
    sound: [[220, 160], [0, 60], [220, 160], [0, 60], [220, 160]], vibration: [150, 70, 150, 70, 150] },
  superseded: { title: "Passed on", advice: "This ticket has a newer copy. Ask for that one.", icon: "swap",
    sound: [[330, 90], [247, 220]], vibration: [90, 50, 180] },
  wrong_gate: { title: "Wrong gate", advice: "This ticket does not open this gate.", icon: "gate",
    sound: [[349, 130], [0, 40], [262, 130]], vibration: [110, 110, 40] },
  rotation_required: { title: "A picture?", advice: "Ask for the live code on the phone, or decide yourself.",
    icon: "picture", sound: [[587, 110], [0, 60], [659, 110]], vibration: [70, 50, 70, 50, 140] },
  stale_code: { title: "Old code", advice: "Ask the guest to open the ticket again and show the fresh code.",
    icon: "stale", sound: [[440, 90], [370, 90], [311, 140]], vibration: [50, 50, 150] },
  already_used: { title: "Already used", advice: "Somebody is in on this ticket.", icon: "twice",
    sound: [[196, 180], [0, 70], [196, 260]], vibration: [200, 80, 200] },
  capacity: { title: "Full", advice: "{inside} of {capacity} places are taken.", icon: "full",
    sound: [[523, 120], [523, 120], [659, 160]], vibration: [140, 60, 40, 60, 40] },
};
