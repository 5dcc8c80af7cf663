// What the page does without asking the server: hand-over, focus, dialogs, sharing, fresh chunks.
(() => {
  const main = () => document.querySelector("main#main");

  // The first paint leaves when the page itself is ready and nobody is using it: a click needs the
  // same link under the finger when it goes down and when it comes up, and words need their field.
  let isPressed = document.querySelector("bilten-ssr:active") !== null;
  const isUsed = (first) => isPressed || first.querySelector(":is(input, select, textarea):focus");
  function handOver() {
    const first = document.querySelector("bilten-ssr");
    if (!first || main()?.dataset.ready !== "true" || isUsed(first)) return;
    const address = first.querySelector("a:focus")?.getAttribute("href");
    first.remove();
    if (address) document.querySelector(`[data-frame] a[href="${CSS.escape(address)}"]`)?.focus();
  }
  // The click comes after the finger is up, and leaving a field before the next one is entered.
  const lookAgain = () => setTimeout(handOver);
  document.addEventListener("pointerdown", () => { isPressed = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => { isPressed = false; lookAgain(); }, true);
  }
  document.addEventListener("focusout", lookAgain, true);

  // After a client navigation: focus the heading, so that it is read and Tab goes on from there.
  // The page may be drawn twice while it arrives; focus that fell to the body is picked up again.
  let path = location.pathname;
  let settlesAt = 0;
  function arrive() {
    if (location.pathname !== path) {
      path = location.pathname;
      settlesAt = performance.now() + 3000;
      document.querySelector("bilten-ssr")?.remove();
    }
    if (performance.now() > settlesAt || document.activeElement !== document.body) return;
    const heading = main()?.dataset.ready !== "false" && document.querySelector("main#main h1");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  // A control shows what the address says, also when the page itself changes the address. What was
  // typed since the last search is left alone.
  function holdFields() {
    for (const control of document.querySelectorAll("[data-holds]")) {
      const held = control.dataset.holds;
      if (control.heldValue !== held && !control.isTyped) control.value = held;
      control.heldValue = held;
    }
  }
  document.addEventListener("input", (event) => { event.target.isTyped = true; }, true);
  document.addEventListener("submit", (event) => {
    for (const control of event.target.elements) control.isTyped = false;
  }, true);

  // Another page of a list is shown from its top; the keyboard goes there too.
  let turnedFrom = null;
  document.addEventListener("click", (event) => {
    turnedFrom = event.target.closest?.("[data-turns] a") ? location.search : null;
  }, true);
  function turn() {
    if (turnedFrom === null || turnedFrom === location.search) return;
    document.querySelector("[data-list]")?.focus({ preventScroll: true });
    turnedFrom = null;
  }

  // <dialog data-open="true|false"> follows state; closing it by Escape presses its close button.
  function followDialogs() {
    for (const dialog of document.querySelectorAll("dialog[data-open]")) {
      const wanted = dialog.dataset.open === "true";
      if (wanted && !dialog.open) dialog.showModal();
      if (!wanted && dialog.open) dialog.close();
    }
  }
  document.addEventListener("cancel", (event) => {
    const close = event.target.querySelector?.("[data-close-state]");
    if (!close) return;
    event.preventDefault();
    close.click();
  }, true);

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-opens], [data-closes], [data-shares]");
    if (event.target.matches?.("dialog[open]")) {
      (event.target.querySelector("[data-close-state]") ?? { click: () => event.target.close() }).click();
    }
    if (!target) return;
    if (target.dataset.opens) document.getElementById(target.dataset.opens)?.showModal();
    if ("closes" in target.dataset) target.closest("dialog")?.close();
    if (target.dataset.shares) share(target);
  });

  // A password can be looked at while it is typed; sent, it is a password again for the browser.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-reveals]");
    if (button) reveal(button, button.getAttribute("aria-pressed") !== "true");
  });
  document.addEventListener("submit", (event) => {
    for (const button of event.target.querySelectorAll("[data-reveals]")) reveal(button, false);
  }, true);
  function reveal(button, isShown) {
    document.getElementById(button.dataset.reveals).type = isShown ? "text" : "password";
    button.setAttribute("aria-pressed", String(isShown));
  }

  // How strong a new password is, while it is typed. The server decides; this only advises.
  document.addEventListener("input", (event) => {
    const id = CSS.escape(event.target.id);
    const measure = id && document.querySelector(`[data-measures="${id}"]`);
    if (!measure) return;
    const strength = strengthOf([...event.target.value]);
    measure.querySelector("meter").value = strength;
    measure.querySelectorAll("span").forEach((word, at) => { word.hidden = at + 1 !== strength; });
  });
  function strengthOf(characters) {
    if (characters.length < 12) return Math.min(characters.length, 1);
    if (new Set(characters).size < 8) return 2;
    return characters.length < 16 ? 3 : 4;
  }

  // What only some forms need is fetched with the first of them; who sends it sooner waits for it.
  const helpers = new Map();
  function fetchHelpers() {
    for (const { dataset: { needs } } of document.querySelectorAll("form[data-needs]")) {
      if (helpers.has(needs)) continue;
      const script = document.createElement("script");
      script.src = needs;
      helpers.set(needs, new Promise((done) => { script.onload = script.onerror = done; })
        .then(() => helpers.set(needs, null)));
      document.head.append(script);
    }
  }
  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    fetchHelpers();
    const helper = helpers.get(target.dataset.needs);
    if (!helper) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    helper.then(() => target.requestSubmit(submitter));
  }, true);

  async function share(button) {
    const address = new URL(button.dataset.address ?? location.href, location.href);
    const link = { url: address.href.split("#")[0], title: button.dataset.title ?? document.title };
    try {
      if (navigator.share && matchMedia("(pointer: coarse)").matches) return await navigator.share(link);
      await navigator.clipboard.writeText(link.url);
      const live = button.querySelector("[data-said]");
      if (!live) return;
      const before = live.textContent;
      live.textContent = button.dataset.shares;
      setTimeout(() => { live.textContent = before; }, 2500);
    } catch { /* the person closed the sheet */ }
  }

  // A handler may send the browser out of the compiled site; the address is ours or a gateway's.
  // Each departure has a code and happens once, also when the person comes back to this page.
  function depart() {
    const departure = document.querySelector("[data-departure]")?.dataset.departure ?? "";
    const [code, address] = departure.split(" ");
    if (!address || !/^(\/(?!\/)|https?:|[a-z][\w+-]*\.[\w.+-]+:)/.test(address)) return;
    if (sessionStorage.getItem("bilten-departed") === code) return;
    sessionStorage.setItem("bilten-departed", code);
    location.assign(address);
  }

  // A form that searches follows each of its choices at once.
  document.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox]")) {
      event.target.closest("form[data-follows]")?.requestSubmit();
    }
  });

  // A tab from before a deployment asks for a chunk that is gone: load the new page, once.
  addEventListener("vite:preloadError", () => {
    if (sessionStorage.getItem("bilten-reloaded") === location.href) return;
    sessionStorage.setItem("bilten-reloaded", location.href);
    location.reload();
  });

  let queued = false;
  function look() {
    queued = false;
    handOver();
    arrive();
    fetchHelpers();
    holdFields();
    turn();
    followDialogs();
    depart();
  }
  new MutationObserver(() => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(look);
  }).observe(document.documentElement, {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready", "data-open", "data-departure", "data-holds"],
  });
  look();
})();
