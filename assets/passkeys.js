// Passkeys: asks our server what to ask, asks the browser, and posts the answer as a form.
// A form with data-passkey="sign_in|add|prove" has a hidden field `credential`.
(() => {
  const supported = () => "PublicKeyCredential" in window
    && "parseRequestOptionsFromJSON" in PublicKeyCredential;

  async function ask(purpose) {
    const answer = await fetch("/auth/passkeys/options", {
      method: "POST", body: new URLSearchParams({ purpose }), credentials: "same-origin",
    });
    if (answer.status === 403) {
      location.assign(`/account/confirm?next=${encodeURIComponent(location.pathname)}`);
      return new Promise(() => {});
    }
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    const options = await answer.json();
    return purpose === "add"
      ? navigator.credentials.create({
        publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
      })
      : navigator.credentials.get({
        publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
      });
  }

  // Hidden where the browser knows no passkeys; said beside the button when it did not work.
  function tell(form, how) {
    const said = form.querySelector("[data-passkey-trouble]");
    if (said) said.hidden = how === "";
    form.toggleAttribute("aria-busy", false);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest?.("form[data-passkey]");
    if (!form || form.elements.credential.value) return;
    event.preventDefault();
    tell(form, "");
    if (!supported()) { tell(form, "unsupported"); return; }
    try {
      const credential = await ask(form.dataset.passkey);
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (error) {
      tell(form, error.name);
    }
  }, true);
})();
