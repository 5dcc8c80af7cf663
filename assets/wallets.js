// Wallets: finds those in this browser (EIP-6963, else EIP-1193), lets one sign what our server
// asks, and posts it. A form with data-wallet="sign_in|link|prove" has hidden fields `message` and
// `signature`, an empty list for several wallets, and sentences that are shown by what happened.
// One with data-wallet="send" has no fields: it names a call (data-to, data-call), the account that
// is to make it (data-from) and the chain (data-chain), and the wallet is asked to send it.
(() => {
  const SETTLES_MS = 150;
  const REJECTED = 4001;
  const UNKNOWN_CHAIN = 4902;
  const found = new Map();

  addEventListener("eip6963:announceProvider", (event) => {
    const { info, provider } = event.detail ?? {};
    if (info?.uuid && provider?.request) found.set(info.uuid, { info, provider });
  });

  async function wallets() {
    dispatchEvent(new Event("eip6963:requestProvider"));
    await new Promise((resolve) => setTimeout(resolve, SETTLES_MS));
    if (found.size === 0 && window.ethereum?.request) {
      return [{ info: { name: "" }, provider: window.ethereum }];
    }
    return [...found.values()];
  }

  function tell(form, what) {
    for (const said of form.querySelectorAll("[data-wallet-says]")) {
      said.hidden = said.dataset.walletSays !== what;
    }
    const waits = what === "waiting";
    for (const button of form.querySelectorAll("button")) button.disabled = waits;
  }

  async function ask(form, account, chain) {
    const answer = await fetch("/auth/wallets/message", {
      method: "POST",
      body: new URLSearchParams({
        purpose: form.dataset.wallet, account, chain, next: form.elements.next?.value ?? "",
      }),
      credentials: "same-origin",
    });
    if (answer.status === 403) {
      location.assign(`/account/confirm?next=${encodeURIComponent(location.pathname)}`);
      return new Promise(() => {});
    }
    if (!answer.ok) throw new Error(`message: ${answer.status}`);
    return (await answer.json()).message;
  }

  const hex = (text) => "0x" + Array.from(
    new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0"),
  ).join("");

  async function send({ dataset: { from, to, call, chain } }, provider) {
    const accounts = await provider.request({ method: "eth_requestAccounts" });
    const account = accounts.find((each) => each.toLowerCase() === from.toLowerCase());
    if (!account) return "other";
    const chainId = "0x" + Number(chain).toString(16);
    if (Number(await provider.request({ method: "eth_chainId" })) !== Number(chain)) {
      await provider.request({ method: "wallet_switchEthereumChain", params: [{ chainId }] });
    }
    await provider.request({
      method: "eth_sendTransaction", params: [{ from: account, to, data: call }],
    });
    return "sent";
  }

  async function sign(form, { provider }) {
    tell(form, "waiting");
    form.querySelector("[data-wallet-list]").replaceChildren();
    try {
      if (form.dataset.wallet === "send") {
        tell(form, await send(form, provider));
        return;
      }
      const [account] = await provider.request({ method: "eth_requestAccounts" });
      const chain = Number(await provider.request({ method: "eth_chainId" })) || 0;
      const message = await ask(form, account ?? "", chain);
      form.elements.signature.value = await provider.request({
        method: "personal_sign", params: [hex(message), account],
      });
      form.elements.message.value = message;
      form.submit();
    } catch (error) {
      const why = { [REJECTED]: "rejected", [UNKNOWN_CHAIN]: "chain" }[error?.code];
      tell(form, why ?? "failed");
    }
  }

  // A wallet's name and picture are its own words: text, and a picture that is part of them.
  function choice(form, wallet) {
    const item = document.createElement("li");
    const button = form.querySelector("button[type=submit]").cloneNode(false);
    button.type = "button";
    if (/^data:image\/(png|webp|svg\+xml|jpeg|gif)[;,]/.test(wallet.info.icon ?? "")) {
      const picture = new Image(24, 24);
      picture.src = wallet.info.icon;
      picture.alt = "";
      button.append(picture);
    }
    button.append(String(wallet.info.name).slice(0, 60));
    button.addEventListener("click", () => sign(form, wallet));
    item.append(button);
    return item;
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest?.("form[data-wallet]");
    if (!form) return;
    event.preventDefault();
    tell(form, "");
    const here = await wallets();
    if (here.length === 0) tell(form, "none");
    if (here.length === 1) await sign(form, here[0]);
    if (here.length < 2) return;
    tell(form, "several");
    const list = form.querySelector("[data-wallet-list]");
    list.replaceChildren(...here.map((wallet) => choice(form, wallet)));
    list.querySelector("button").focus();
  }, true);
})();
