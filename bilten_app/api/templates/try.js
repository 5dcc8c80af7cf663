// "Try it" on the reference page: a form for each operation, made from the OpenAPI document.
(() => {
  const FORMATS = { email: "you@example.com", uuid: "00000000-0000-0000-0000-000000000000" };
  const LEARNT = ["slug", "code", "secret"];

  function el(name, attributes = {}, ...children) {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  }

  function found(api, id) {
    const all = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })));
    return all.find(({ operation }) => operation.operationId === id);
  }

  // What a body may look like: the document's own examples and defaults first.
  function example(api, schema) {
    if (schema.$ref) return example(api, api.components.schemas[schema.$ref.split("/").pop()]);
    if (schema.examples?.length) return schema.examples[0];
    if ("default" in schema) return schema.default;
    if (schema.enum) return schema.enum[0];
    if (schema.anyOf) return example(api, schema.anyOf[0]);
    if (schema.type === "array") return [example(api, schema.items ?? {})];
    if (schema.type === "object") {
      const fields = Object.entries(schema.properties ?? {});
      return Object.fromEntries(fields.map(([name, each]) => [name, example(api, each)]));
    }
    if (schema.type === "integer" || schema.type === "number") return schema.minimum ?? 1;
    return schema.type === "boolean" ? false : FORMATS[schema.format] ?? "";
  }

  function field(id, name, place, control, note = "") {
    Object.assign(control, { id: `${id}-${name}`, name });
    control.dataset.place = place;
    const label = el("label", { htmlFor: control.id }, el("code", {}, name), note);
    return el("div", { className: "field" }, label, control);
  }

  function parameter(id, one) {
    const isKey = one.name === "Idempotency-Key";
    const required = Boolean(one.required) && !isKey;
    const placeholder = isKey ? "made anew for each request" : "";
    const control = el("input", { required, placeholder, autocomplete: "off", spellcheck: false });
    return field(id, one.name, one.in, control, required ? " *" : "");
  }

  function form(api, id) {
    const { operation, ...place } = found(api, id);
    const fields = (operation.parameters ?? []).map((one) => parameter(id, one));
    if (operation.security?.some((each) => "device" in each)) {
      const token = el("input", { autocomplete: "off", required: true, placeholder: "Bearer …" });
      fields.push(field(id, "Authorization", "header", token, " *"));
    }
    if (operation.security?.some((each) => "key" in each)) {
      const token = el("input", { autocomplete: "off", spellcheck: false, placeholder: "Bearer blt_… or Bearer eyJ…" });
      token.dataset.kept = "bearer";
      fields.push(field(id, "Authorization", "header", token, " (a key, an access token, or your session)"));
    }
    const schema = operation.requestBody?.content["application/json"]?.schema;
    if (schema) {
      const value = JSON.stringify(example(api, schema), null, 2);
      const rows = value.split("\n").length + 1;
      fields.push(field(id, "body", "body", el("textarea", { value, rows, spellcheck: false })));
    }
    const button = el("button", { type: "submit" }, "Send");
    const status = el("p", { className: "status", role: "status" });
    const answer = el("div");
    const made = el("form", { className: "try" }, ...fields, button, status, answer);
    const say = (words, tone = "") => {
      status.className = `status ${tone}`;
      status.textContent = words;
    };
    made.addEventListener("submit", async (event) => {
      event.preventDefault();
      answer.replaceChildren();
      say("Asking …");
      try {
        answer.append(...await send(request(api, made, place), say));
      } catch (error) {
        const isTyping = error instanceof SyntaxError;
        say(isTyping ? `The body is not JSON: ${error.message}` : "No answer came. Is the connection there?", "bad");
      }
    });
    return made;
  }

  function request(api, made, { path, method }) {
    const controls = [...made.querySelectorAll("[data-place]")];
    const given = (place) => controls.filter((one) => one.dataset.place === place && one.value);
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(made.elements[name].value));
    const query = new URLSearchParams(given("query").map((one) => [one.name, one.value]));
    const headers = Object.fromEntries(given("header").map((one) => [one.name, one.value]));
    if (made.elements["Idempotency-Key"]) headers["Idempotency-Key"] ??= key();
    keep(made);
    const [body] = given("body");
    if (body) headers["Content-Type"] = "application/json";
    const address = api.servers[0].url + filled + (query.size ? `?${query}` : "");
    return { address, method: method.toUpperCase(), headers, body: body && JSON.stringify(JSON.parse(body.value)) };
  }

  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  }

  async function send({ address, ...asked }, say) {
    const began = performance.now();
    const reply = await fetch(address, asked);
    const content = await reply.blob();
    const took = Math.round(performance.now() - began);
    say(`${reply.status} ${reply.statusText} in ${took} ms`, reply.ok ? "good" : "bad");
    const lines = (headers) => [...headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    const told = `${asked.method} ${address}\n${lines(Object.entries(asked.headers))}\n\n${lines(reply.headers)}`;
    const headers = el("details", {}, el("summary", {}, "Request and headers"), pre(told));
    return [headers, await shown(reply.headers.get("content-type") ?? "", content)];
  }

  async function shown(kind, content) {
    if (!content.size) return el("p", {}, "The answer has no body.");
    if (!/json|^text\//.test(kind)) {
      const href = URL.createObjectURL(content);
      return el("p", {}, el("a", { href, download: "" }, `Save the file (${kind}, ${content.size} bytes)`));
    }
    const text = await content.text();
    if (!kind.includes("json")) return pre(text);
    const data = JSON.parse(text, learn);
    document.querySelectorAll("form.try").forEach(fillIn);
    return pre(JSON.stringify(data, null, 2));
  }

  function pre(text) {
    return el("pre", { tabIndex: 0, role: "group", ariaLabel: "Answer" }, text);
  }

  // What one answer names (an event's slug, an order's code) is put into the empty fields of others.
  const known = {};
  function learn(name, value) {
    if (LEARNT.includes(name) && typeof value === "string") known[name] = value;
    return value;
  }
  function fillIn(made) {
    for (const control of made.querySelectorAll("input")) {
      control.value ||= known[control.dataset.kept ?? control.name] ?? "";
    }
  }

  // A key is typed once for the whole page; it is kept nowhere and gone when the page is left.
  function keep(made) {
    const token = made.querySelector("[data-kept]");
    if (!token) return;
    known[token.dataset.kept] = token.value;
    for (const other of document.querySelectorAll("[data-kept]")) other.value = token.value;
  }

  for (const inside of document.querySelectorAll("details[data-operation] > .inside")) {
    const { id } = inside.parentElement;
    const ariaLabel = `Try it: ${inside.parentElement.dataset.operation}`;
    const open = el("button", { type: "button", className: "open", ariaLabel }, "Try it");
    inside.append(open);
    open.addEventListener("click", async () => {
      try {
        const made = form(await (await fetch("/api/openapi.json")).json(), id);
        fillIn(made);
        open.replaceWith(made);
        made.querySelector("input, textarea, button").focus();
      } catch { open.textContent = "This did not load. Try again"; }
    });
  }
})();
