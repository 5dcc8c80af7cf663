// A seat plan: drawn once from geometry that the browser keeps, recoloured when seats change hands.
import { createElement as h, useEffect, useMemo, useRef, useState } from "react";

const NS = "http://www.w3.org/2000/svg";
const PITCH = 10, PAD = 14, NUMBERS_AT = 2.3, TAP_AT = 20, ZOOMED_PITCH = 36, DEEPEST = 12;
const ACCESSIBLE = 1, BLOCKED = 2;
const DOT = "M-1.7 0a1.7 1.7 0 1 0 3.4 0a1.7 1.7 0 1 0-3.4 0Z";
const SHAPES = [
  "M-4.1 0a4.1 4.1 0 1 0 8.2 0a4.1 4.1 0 1 0-8.2 0Z",
  "M-2.8-3.8h5.6a1 1 0 0 1 1 1v5.6a1 1 0 0 1-1 1h-5.6a1 1 0 0 1-1-1v-5.6a1 1 0 0 1 1-1Z",
  "M0-4.9 4.9 0 0 4.9-4.9 0Z",
  "M-2.4-4.1h4.8L4.7 0 2.4 4.1h-4.8L-4.7 0Z",
];
const CHECK = "m-1.9.1 1.4 1.4 2.5-2.9";
const CHAIR = "M-.6-2.6v2.6h2l.8 1.9M-1.2-.9a1.7 1.7 0 1 0 2.2 2.3";
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const fill = (sentence, fields) => sentence.replace(/\{(\w+)\}/g, (_, name) => fields[name] ?? "");
const tag = (name, attributes, parent) => {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent?.append(made);
  return made;
};

/** The sign of a category, as the plan draws its seats. */
export function SeatMark({ tone, look = "free" }) {
  const d = look === "taken" ? DOT : SHAPES[tone % SHAPES.length];
  return h("svg", { viewBox: "-6 -6 12 12", className: "seat-mark", "aria-hidden": true },
    h("path", { d, className: "seat", "data-tone": tone % SHAPES.length, "data-look": look }),
    look === "chosen" && h("path", { d: CHECK, className: "seat-check" }),
    look === "accessible" && h("path", { d: CHAIR, className: "seat-chair" }));
}

function readSeats(geometry) {
  return geometry.seats.map(([x, y, section, row, number, pool, flags], place) => ({
    place, x, y, row, number, pool, flags,
    section: geometry.sections[section][0], atTable: geometry.sections[section][1],
  }));
}

/** The bits of "version:base64": one for each seat that can be had. */
function readFree(told) {
  const [version, packed] = (told || "0:").split(":");
  const bits = Uint8Array.from(atob(packed || ""), (letter) => letter.charCodeAt(0));
  return { version: Number(version), has: (place) => Boolean(bits[place >> 3] & (0x80 >> (place & 7))) };
}

function lookOf(seat, free, chosen, editing) {
  if (chosen.has(seat.place)) return "chosen";
  if (editing) return seat.flags & BLOCKED ? "blocked" : "free";
  return free.has(seat.place) ? "free" : "taken";
}

/** The drawing itself, outside of React: it changes only what changed. */
class Drawing {
  constructor(svg, geometry, seats, words) {
    Object.assign(this, { svg, seats, words, looks: [], pointers: new Map(), current: -1 });
    const xs = seats.map((seat) => seat.x), ys = seats.map((seat) => seat.y);
    const left = Math.min(...xs) - PAD - 6, top = Math.min(...ys) - PAD - 16;
    this.whole = { x: left, y: top, w: Math.max(...xs) + PAD + 6 - left, h: Math.max(...ys) + PAD - top };
    this.view = { ...this.whole };
    svg.replaceChildren();
    this.drawStage(geometry.stage || words.stage);
    this.nodes = seats.map((seat) => this.drawSeat(seat));
    this.drawRows();
    this.numbers = tag("g", { class: "seat-numbers", "aria-hidden": "true" }, svg);
    this.show();
  }

  drawStage(name) {
    const { x, y, w } = this.whole, width = Math.min(w * 0.6, 160), middle = x + w / 2;
    tag("rect", { class: "seat-stage", x: middle - width / 2, y: y + 2, width, height: 10, rx: 3 }, this.svg);
    tag("text", { class: "seat-stage-name", x: middle, y: y + 9.2 }, this.svg).textContent = name;
  }

  drawSeat(seat) {
    const node = tag("path", {
      class: "seat", role: "button", tabindex: -1, "data-place": seat.place, "data-tone": seat.pool % SHAPES.length,
      transform: `translate(${seat.x} ${seat.y})`,
    }, this.svg);
    return node;
  }

  drawRows() {
    const seen = new Map();
    for (const seat of this.seats) {
      const key = `${seat.section}\n${seat.row}`;
      const row = seen.get(key) ?? seen.set(key, { seat, x: seat.x, y: seat.y, sx: 0, sy: 0, n: 0 }).get(key);
      Object.assign(row, { sx: row.sx + seat.x, sy: row.sy + seat.y, n: row.n + 1 });
      if (seat.x < row.x) Object.assign(row, { x: seat.x, y: seat.y });
    }
    for (const { seat, x, y, sx, sy, n } of seen.values()) {
      const at = seat.atTable ? { x: sx / n, y: sy / n + 1.6 } : { x: x - 9, y: y + 1.6 };
      if (seat.atTable) tag("circle", { class: "seat-table", cx: at.x, cy: at.y - 1.6, r: 6 }, this.svg);
      tag("text", { class: "seat-row", ...at }, this.svg).textContent = seat.row;
    }
  }

  /** Give every seat the look it has now. */
  paint(free, chosen, editing, nameOf) {
    for (const seat of this.seats) {
      const look = lookOf(seat, free, chosen, editing);
      if (this.looks[seat.place] === look) continue;
      this.looks[seat.place] = look;
      const node = this.nodes[seat.place];
      node.setAttribute("d", look === "taken" ? DOT : SHAPES[seat.pool % SHAPES.length]);
      node.setAttribute("data-look", look);
      node.setAttribute("aria-label", nameOf(seat, look));
      node.setAttribute("aria-disabled", look === "taken");
      node.setAttribute("aria-pressed", look === "chosen");
      this.mark(seat, look);
    }
    if (this.current < 0 || this.looks[this.current] === "taken") this.stand(this.looks.findIndex((look) => look !== "taken"));
  }

  mark(seat, look) {
    this.svg.querySelector(`[data-mark="${seat.place}"]`)?.remove();
    const d = look === "chosen" ? CHECK : look !== "taken" && seat.flags & ACCESSIBLE ? CHAIR : "";
    const name = look === "chosen" ? "seat-check" : "seat-chair";
    if (d) this.svg.insertBefore(tag("path", { d, class: name, "data-mark": seat.place, transform: `translate(${seat.x} ${seat.y})` }), this.numbers);
  }

  /** Let the tab key come to this seat. */
  stand(place) {
    this.nodes[this.current]?.setAttribute("tabindex", -1);
    this.current = place;
    this.nodes[place]?.setAttribute("tabindex", 0);
  }

  /** The next seat that can be had in a direction; one straight ahead rather than one aside. */
  next(from, [dx, dy]) {
    let best = null, least = Infinity;
    for (const seat of this.seats) {
      const along = (seat.x - from.x) * dx + (seat.y - from.y) * dy;
      if (along <= 1 || this.looks[seat.place] === "taken") continue;
      const aside = Math.abs((seat.x - from.x) * dy) + Math.abs((seat.y - from.y) * dx);
      if (along + aside * 3 < least) [best, least] = [seat, along + aside * 3];
    }
    return best;
  }

  get scale() {
    const box = this.svg.getBoundingClientRect();
    return Math.min(box.width / this.view.w, box.height / this.view.h) || 1;
  }

  /** A point of the window, on the plan. */
  point(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return { x: at.x, y: at.y };
  }

  zoom(factor, at) {
    const { view, whole } = this;
    const around = at ?? { x: view.x + view.w / 2, y: view.y + view.h / 2 };
    const by = Math.min(Math.max(factor, whole.w / DEEPEST / view.w), whole.w / view.w);
    this.move({ x: around.x - (around.x - view.x) * by, y: around.y - (around.y - view.y) * by, w: view.w * by, h: view.h * by });
  }

  move(view) {
    const { whole } = this;
    const within = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
    this.view = {
      ...view, x: within(view.x, whole.x, whole.x + whole.w - view.w), y: within(view.y, whole.y, whole.y + whole.h - view.h),
    };
    this.show();
  }

  show() {
    cancelAnimationFrame(this.frame);
    const { x, y, w, h: high } = this.view;
    this.svg.setAttribute("viewBox", `${x} ${y} ${w} ${high}`);
    this.svg.style.touchAction = w < this.whole.w * 0.99 ? "none" : "pan-y";
    this.frame = requestAnimationFrame(() => this.showNumbers());
  }

  showNumbers() {
    this.numbers.replaceChildren();
    if (this.scale < NUMBERS_AT) return;
    const { x, y, w, h: high } = this.view;
    for (const seat of this.seats) {
      if (seat.x < x || seat.x > x + w || seat.y < y || seat.y > y + high) continue;
      if (this.looks[seat.place] !== "free" || seat.flags & ACCESSIBLE) continue;
      tag("text", { x: seat.x, y: seat.y + 1.1, "data-tone": seat.pool % SHAPES.length }, this.numbers).textContent = seat.number;
    }
  }

  near({ x, y }) {
    let best = null, least = 49;
    for (const seat of this.seats) {
      const far = (seat.x - x) ** 2 + (seat.y - y) ** 2;
      if (far < least) [best, least] = [seat, far];
    }
    return best;
  }
}

/** Moves the plan under fingers, the mouse and keys; calls `pick` with a seat. */
function listen(drawing, pick) {
  const { svg, pointers } = drawing;
  let moved = 0, spread = 0;
  const fingers = () => [...pointers.values()];
  const on = {
    pointerdown: (event) => {
      pointers.set(event.pointerId, event);
      moved = pointers.size > 1 ? moved : 0;
      spread = 0;
    },
    pointermove: (event) => {
      const before = pointers.get(event.pointerId);
      if (!before) return;
      pointers.set(event.pointerId, event);
      moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
      const [one, other] = fingers();
      if (other) {
        const now = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
        const middle = { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 };
        if (spread) drawing.zoom(spread / now, drawing.point(middle));
        spread = now;
      } else if (moved > 6) {
        if (!svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
        const { scale, view } = drawing;
        drawing.move({ ...view, x: view.x - (event.clientX - before.clientX) / scale, y: view.y - (event.clientY - before.clientY) / scale });
      }
    },
    wheel: (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      drawing.zoom(Math.exp(event.deltaY / 200), drawing.point(event));
    },
    click: (event) => {
      if (moved > 6) return;
      const at = drawing.point(event);
      const seat = drawing.near(at);
      const isFinger = event.pointerType === "touch";
      if (isFinger && drawing.scale * PITCH < TAP_AT) {
        drawing.zoom((drawing.scale * PITCH) / ZOOMED_PITCH, at);
      } else if (seat) {
        drawing.stand(seat.place);
        pick(seat);
      }
    },
    keydown: (event) => {
      const seat = drawing.seats[event.target.dataset?.place];
      if (!seat) return;
      if (event.key === "Enter" || event.key === " ") pick(seat);
      else if (event.key === "+" || event.key === "-") drawing.zoom(event.key === "+" ? 0.7 : 1 / 0.7, seat);
      else if (MOVES[event.key]) {
        const next = drawing.next(seat, MOVES[event.key]);
        if (next) {
          drawing.stand(next.place);
          drawing.nodes[next.place].focus();
        }
      } else return;
      event.preventDefault();
    },
  };
  const lift = (event) => { pointers.delete(event.pointerId); spread = 0; };
  const watched = { ...on, pointerup: lift, pointercancel: lift, pointerleave: lift };
  for (const [name, act] of Object.entries(watched)) svg.addEventListener(name, act, { passive: false });
  return () => { for (const [name, act] of Object.entries(watched)) svg.removeEventListener(name, act); };
}

/** The same seats as lists: a section, a row, and a button for each seat that can be had. */
function SeatList({ seats, free, chosen, editing, words, nameOf, pick }) {
  const sections = useMemo(() => [...new Set(seats.map((seat) => seat.section))], [seats]);
  const [section, setSection] = useState(sections[0]);
  const inside = seats.filter((seat) => seat.section === section);
  const rows = [...new Set(inside.map((seat) => seat.row))];
  const [row, setRow] = useState(rows[0]);
  const here = inside.filter((seat) => seat.row === (rows.includes(row) ? row : rows[0]));
  const select = (label, value, values, set) => h("label", { className: "seat-choice" }, label,
    h("select", { value, onChange: (event) => set(event.target.value) },
      values.map((each) => h("option", { key: each, value: each }, each))));
  const shown = here.filter((seat) => lookOf(seat, free, chosen, editing) !== "taken");
  return h("details", { className: "seat-list" },
    h("summary", null, words.list),
    h("div", { className: "seat-choices" },
      select(words.section, section, sections, setSection),
      select(here[0]?.atTable ? words.table : words.row, rows.includes(row) ? row : rows[0], rows, setRow)),
    h("ul", null, shown.map((seat) => {
      const look = lookOf(seat, free, chosen, editing);
      return h("li", { key: seat.place }, h("button", {
        type: "button", "aria-pressed": look === "chosen", "aria-label": nameOf(seat, look), onClick: () => pick(seat),
      }, seat.number));
    })),
    !shown.length && h("p", null, words.none));
}

/**
 * `source` answers with the geometry; `free` is "version:bits", pushed whenever a seat changes hands;
 * `chosen` are places; `prices` say of each category what it costs. `onPick` gets version and place.
 */
export function SeatPlan({ source, free, chosen, prices, words, editing = false, onPick }) {
  const [geometry, setGeometry] = useState(null);
  const [failed, setFailed] = useState(false);
  const svg = useRef(null), drawing = useRef(null), picked = useRef(onPick);
  picked.current = onPick;
  const told = useMemo(() => readFree(free), [free]);
  const own = useMemo(() => new Set(chosen), [chosen]);
  const version = editing ? "" : told.version;
  useEffect(() => {
    if (!source || (!editing && !version)) return undefined;
    let isCurrent = true;
    fetch(editing ? source : `${source}?v=${version}`)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((read) => isCurrent && (setFailed(false), setGeometry(read)))
      .catch(() => isCurrent && setFailed(true));
    return () => { isCurrent = false; };
  }, [source, version, editing]);
  const seats = useMemo(() => (geometry ? readSeats(geometry) : []), [geometry]);
  const nameOf = (seat, look) => [
    fill(seat.atTable ? words.atTable : words.seat, seat),
    prices?.[geometry.pools[seat.pool]],
    seat.flags & ACCESSIBLE ? words.accessible : "",
    words[look],
  ].filter(Boolean).join(", ");
  const pick = (seat) => {
    if (drawing.current?.looks[seat.place] !== "taken") picked.current?.(geometry.version, seat.place);
  };
  useEffect(() => {
    if (!seats.length || !svg.current) return undefined;
    drawing.current = new Drawing(svg.current, geometry, seats, words);
    return listen(drawing.current, pick);
  }, [seats]);
  useEffect(() => {
    if (seats.length) drawing.current?.paint(told, own, editing, nameOf);
    drawing.current?.showNumbers();
  }, [seats, told, own, prices, editing]);
  const zoom = (factor) => drawing.current?.zoom(factor);
  const button = (label, sign, act) => h("button", { type: "button", "aria-label": label, title: label, onClick: act }, sign);
  return h("div", { className: "seat-plan" },
    !seats.length && h("p", { role: "status", className: "seat-wait" }, failed ? words.failed : words.loading),
    h("div", { className: "seat-sheet", hidden: !seats.length, dir: "ltr" },
      h("svg", { ref: svg, role: "group", "aria-label": words.plan, preserveAspectRatio: "xMidYMid meet" }),
      h("div", { className: "seat-zoom" },
        button(words.zoomIn, "+", () => zoom(0.6)),
        button(words.zoomOut, "\u2212", () => zoom(1 / 0.6)))),
    seats.length > 0 && h(SeatList, { seats, free: told, chosen: own, editing, words, nameOf, pick }));
}
