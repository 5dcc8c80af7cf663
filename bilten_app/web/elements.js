// Stands in for Emotion, which Reflex draws by: our looks are classes, so all that is left of it
// is a style of one element's own.
import { createElement } from "react";

export function jsx(type, props, ...children) {
  if (!props?.css) return createElement(type, props, ...children);
  const { css, ...others } = props;
  return createElement(type, { ...others, style: { ...others.style, ...css } }, ...children);
}
