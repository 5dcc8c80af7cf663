// A wallet as an extension puts it into a page (EIP-1193, EIP-6963); Python holds its key.
(() => {
  const announce = (name, isWilling) => {
    let chain = "0x1";
    const provider = {
      async request({ method, params }) {
        if (method === "eth_requestAccounts") return [await window.walletAccount()];
        if (method === "eth_chainId") return chain;
        if (method === "wallet_switchEthereumChain") return void (chain = params[0].chainId);
        if (method === "eth_sendTransaction" && isWilling) return window.walletSends(params[0]);
        if (method !== "personal_sign") throw Object.assign(new Error(method), { code: 4200 });
        if (!isWilling) throw Object.assign(new Error("no"), { code: 4001 });
        return window.walletSigns(params[0]);
      },
    };
    const info = { uuid: name, name, rdns: "test", icon: "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><rect width='8' height='8' fill='teal'/></svg>" };
    const tell = () => dispatchEvent(
      new CustomEvent("eip6963:announceProvider", { detail: Object.freeze({ info, provider }) }),
    );
    addEventListener("eip6963:requestProvider", tell);
    tell();
  };
  announce("Willing Wallet", true);
  announce("Shy Wallet", false);
})();
