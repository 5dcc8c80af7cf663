// The seat plan as pages know it: most events have no seats, so its code comes with the first one.
import { createElement as h, Fragment, lazy, Suspense } from "react";

const said = (words) => h("p", { role: "status", className: "seat-wait" }, words);
const Failed = ({ words }) => words && said(words.failed);
const late = (name) => lazy(() => import("./plan.js")
  .then((plan) => ({ default: plan[name] }), () => ({ default: Failed })));
const Plan = late("SeatPlan"), Mark = late("SeatMark");

/** See plan.js for what it is given. */
export const SeatPlan = (given) => h(Fragment, null,
  h("link", { rel: "stylesheet", href: "/seats.css", precedence: "default" }),
  h(Suspense, { fallback: said(given.words.loading) }, h(Plan, given)));

/** The sign of a category, as the plan draws its seats. */
export const SeatMark = (given) => h(Suspense, { fallback: null }, h(Mark, given));
