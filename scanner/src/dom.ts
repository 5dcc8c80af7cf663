/** A description of elements, and the least change that makes the page agree with it. */

import { ICONS, type Icon } from "./signals.ts";

type Value = string | number | boolean | null | undefined | ((event: any) => void);
export type Props = Record<string, Value>;
export interface Element_ {
  tag: string;
  props: Props;
  children: Child[];
}
export type Child = Element_ | string;

const SVG = new Set(["svg", "path"]);
const described = new WeakMap<Node, Element_>();

export function h(tag: string, props: Props = {}, ...children: (Child | null | false | Child[])[]): Element_ {
  const kept = children.flat().filter((child): child is Child => child !== null && child !== false);
  return { tag, props, children: kept };
}

export function icon(name: Icon): Element_ {
  return h("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" }, h("path", { d: ICONS[name] }));
}

/** Make the children of `parent` what `wanted` says. An element with the prop `own` keeps its insides. */
export function patch(parent: Element, wanted: Child[]): void {
  wanted.forEach((child, i) => {
    const now = parent.childNodes[i];
    if (typeof child === "string") {
      if (now?.nodeType !== Node.TEXT_NODE) replace(parent, now, document.createTextNode(child));
      else if (now.textContent !== child) now.textContent = child;
      return;
    }
    const old = now && described.get(now);
    const fits = old !== undefined && old.tag === child.tag && old.props["key"] === child.props["key"];
    const element = fits ? (now as Element) : create(child.tag);
    if (!fits) replace(parent, now, element);
    setProps(element, old !== undefined && fits ? old.props : {}, child.props);
    described.set(element, child);
    if (!child.props["own"]) patch(element, child.children);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild!.remove();
}

function create(tag: string): Element {
  return SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
}

function replace(parent: Element, now: Node | undefined, next: Node): void {
  if (now) parent.replaceChild(next, now);
  else parent.append(next);
}

function setProps(element: Element, old: Props, next: Props): void {
  for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
    const value = next[name];
    if (name === "key" || name === "own") continue;
    if (name.startsWith("on")) (element as any)[name] = value ?? null;
    else if (name === "value") {
      if (value !== undefined && (element as HTMLInputElement).value !== value) (element as HTMLInputElement).value = String(value);
    } else if (old[name] === value) continue;
    else if (value === undefined || value === null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}
