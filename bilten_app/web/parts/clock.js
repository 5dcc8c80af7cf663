// Two clocks a page can hang on the wall: one that runs out, and one that beats.
import { createElement, useEffect, useRef, useState } from "react";

const NEWS_S = [60, 300];

const shown = (left) => `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;

/**
 * Counts down from `seconds`, which the server measured: this machine's own time of day does not
 * matter. Says `news` (by seconds) politely on the way, and calls `onOver` once at the end.
 */
export function Countdown({ seconds, news, onOver, className }) {
  const [left, setLeft] = useState(seconds);
  const over = useRef(onOver);
  over.current = onOver;
  useEffect(() => {
    const end = Date.now() + seconds * 1000;
    let timer = 0;
    const look = () => {
      const now = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      setLeft(now);
      if (now) return;
      clearInterval(timer);
      over.current?.();
    };
    timer = setInterval(look, 250);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [seconds]);
  const passed = NEWS_S.find((limit) => left <= limit && left > 0);
  return createElement(
    "span",
    { className },
    createElement("span", { role: "timer", "aria-live": "off" }, shown(left)),
    createElement("span", { role: "status", className: "sr-only" }, passed ? news[passed] : ""),
  );
}

/** Calls `onBeat` every so many seconds while somebody looks at the page. */
export function Pulse({ seconds, onBeat }) {
  const beat = useRef(onBeat);
  beat.current = onBeat;
  useEffect(() => {
    const timer = setInterval(() => document.hidden || beat.current?.(), seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return null;
}
