/** Every sentence a person reads, by its English. Another language is another column. */

const ENGLISH = [
  // verdicts
  "Let in", "The ticket is good.", "Goodbye", "Counted out.",
  "Not a ticket", "Ask for the QR code of the ticket itself.",
  "Unknown kind", "This scanner needs an update. Send the guest to the help desk.",
  "Another event", "This ticket is for a different event.",
  "Cannot be checked", "The key of this ticket is not known here.",
  "This scanner's list is old: find a connection, or decide yourself.",
  "Not genuine", "This ticket was not issued by the organizer.",
  "Exchange needed", "Send the guest to the help desk to exchange this ticket.",
  "Too early", "Valid from {time}.", "Too late", "Was valid until {time}.",
  "Cancelled", "This ticket was cancelled or refunded.",
  "Passed on", "This ticket has a newer copy. Ask for that one.",
  "Wrong gate", "This ticket does not open this gate.",
  "A picture?", "Ask for the live code on the phone, or decide yourself.",
  "Old code", "Ask the guest to open the ticket again and show the fresh code.",
  "Already used", "Somebody is in on this ticket.", "Let in at {gate}, {time}.",
  "Full", "{inside} of {capacity} places are taken.",
  "Asking the other gates …", "Check identity", "Minor", "Companion", "Let in by {name}",
  "Ticket {index} was also let in at {gate}, {time}. The organizer can see both.",
  // deciding
  "Who decides?", "Your name", "Turn away", "Next guest",
  // scanning
  "Point the camera at the ticket", "The camera is off", "No camera here: use the field below.",
  "Allow the camera in the browser's settings, or use the field below.", "Turn the camera on",
  "Light on", "Light off", "Ticket text", "Check", "Keyboard",
  "In", "Out", "Direction", "inside", "of {capacity}",
  // state
  "Online", "Offline", "List {age} old", "No list yet", "{count} unsent", "All sent",
  "This device's clock is {minutes} min off. Set it right: times in the log depend on it.",
  "{count} s", "{count} min", "{count} h",
  // navigation and lists
  "Scan", "Recent", "Device", "Nothing scanned yet.", "Ticket {index}", "unsent", "let in elsewhere first",
  "refused by the server",
  // device
  "Event", "Gate", "Name", "Number", "Key", "List", "Clock offset", "Last contact", "Scans", "Access until",
  "Browser", "never", "Share", "Copied.", "Update now", "Leave this event",
  "Leave and delete everything on this device? {count} scans are not sent yet.", "Leave", "Stay",
  // enrolment and ends
  "Starting …", "Bilten gate", "Join a gate",
  "Open the link of the gate's QR code, scan it here, or paste the code.", "Enrolment code",
  "Name of this device", "Joining …", "Join",
  "This code was used before or has expired. Ask the organizer for a new one.",
  "No connection. Joining needs one; scanning will not.", "Joining did not work ({code}). Try again.",
  "The server's answer could not be trusted. Ask the organizer for a new code.",
  "Access has ended", "Enrol again to go on. {count} unsent scans are kept on this device.",
  "Removed", "The organizer removed this device. Everything on it was deleted.",
  "Not possible here", "Open this page by https, in a current browser and not in a private window.",
  "Open in another tab", "The scanner runs in another tab of this browser. Close it there, then reload.",
] as const;

export type Sentence = (typeof ENGLISH)[number];
type Table = Partial<Record<Sentence, string>>;

const LANGUAGES: Record<string, Table> = {};
const language = globalThis.navigator?.language ?? "en";
const table: Table = LANGUAGES[language] ?? LANGUAGES[language.split("-")[0]!] ?? {};

/** Say a sentence in the reader's language, its blanks filled. */
export function t(sentence: Sentence, blanks: Record<string, string | number> = {}): string {
  const text = table[sentence] ?? sentence;
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(blanks[name] ?? ""));
}

/** A short age: 4 s, 12 min, 3 h. */
export function age(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 100) return t("{count} s", { count: s });
  return s < 5_400 ? t("{count} min", { count: Math.round(s / 60) }) : t("{count} h", { count: Math.round(s / 3600) });
}

/** A time at the event's place; with the day when it is not today. */
export function time(ms: number, zone: string, nowMs: number): string {
  const day = new Intl.DateTimeFormat(language, { timeZone: zone, dateStyle: "medium" });
  const clock = new Intl.DateTimeFormat(language, { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const date = new Date(ms);
  const isToday = day.format(date) === day.format(new Date(nowMs));
  return isToday ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}
