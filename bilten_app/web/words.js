// gettext in the browser: one catalog per language, switched without asking the server's state.
import { useSyncExternalStore } from "react";

const RTL = new Set(["ar", "fa", "he", "ur"]);
const SERVER = { lang: "en", catalog: {} };
const listeners = new Set();
let now = SERVER;

const fill = (sentence, fields) =>
  sentence.replace(/\{(\w+)\}/g, (blank, name) => (fields && name in fields ? fields[name] : blank));

const sayers = new WeakMap();

function sayer(state) {
  if (sayers.has(state)) return sayers.get(state);
  const plural = new Intl.PluralRules(state.lang);
  const forms = plural.resolvedOptions().pluralCategories;
  const say = (id, fields) => {
    const found = state.catalog[id];
    return fill(String((Array.isArray(found) ? found[0] : found) || id || ""), fields);
  };
  say.n = (one, many, n, fields) => {
    const found = state.catalog[one];
    const form = Array.isArray(found)
      ? found[forms.indexOf(plural.select(n))] ?? found.at(-1)
      : n === 1 ? one : many;
    return fill(form, { n: new Intl.NumberFormat(state.lang).format(n), ...fields });
  };
  say.when = (iso, options) =>
    iso ? new Intl.DateTimeFormat(state.lang, options).format(new Date(iso)) : "";
  // The same instant on the visitor's clock; nothing when it is the clock of the place anyway.
  say.elsewhere = (iso, zone) => {
    if (!iso || typeof document === "undefined") return "";
    const at = new Date(iso);
    const shape = { weekday: "short", hour: "numeric", minute: "2-digit" };
    const there = at.toLocaleString("en", { ...shape, timeZone: zone });
    return there === at.toLocaleString("en", shape)
      ? ""
      : at.toLocaleString(state.lang, { ...shape, timeZoneName: "short" });
  };
  sayers.set(state, say);
  return say;
}

function notify(next) {
  now = next;
  listeners.forEach((listener) => listener());
}

function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useWords() {
  return sayer(useSyncExternalStore(subscribe, () => now, () => SERVER));
}

export async function speak(lang) {
  const catalog = lang === "en" ? {} : await (await fetch(`/i18n/${lang}.json`)).json();
  document.cookie = `bilten_lang=${lang};path=/;max-age=31536000;samesite=lax`;
  document.documentElement.lang = lang;
  document.documentElement.dir = RTL.has(lang) ? "rtl" : "ltr";
  notify({ lang, catalog });
}

if (typeof document !== "undefined") {
  const lang = document.documentElement.lang;
  if (lang && lang !== "en") speak(lang).catch(() => {});
}
