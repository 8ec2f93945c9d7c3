// Passkeys: asks the browser to make or show one, and sends its answer with the form. The one script of the account pages.
"use strict";
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const say = (id) => {
    for (const one of form.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== id;
  };
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const listed = (known) => (known || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const asked = (options) => {
    const said = { ...options, challenge: bytes(options.challenge) };
    if (said.user) said.user = { ...said.user, id: bytes(said.user.id) };
    if (said.excludeCredentials) said.excludeCredentials = listed(said.excludeCredentials);
    if (said.allowCredentials) said.allowCredentials = listed(said.allowCredentials);
    return said;
  };
  const answered = (made) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (made.response[name]) response[name] = text(made.response[name]);
    return JSON.stringify({
      id: made.id, rawId: text(made.rawId), type: made.type, response,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  };
  if (!window.PublicKeyCredential) return say("unable");
  say("ready");
  form.addEventListener("submit", async (event) => {
    if (form.elements.passkey.value) return;
    event.preventDefault();
    const publicKey = asked(JSON.parse(form.dataset.options).publicKey);
    const what = form.dataset.passkey === "make" ? "create" : "get";
    try {
      form.elements.passkey.value = answered(await navigator.credentials[what]({ publicKey }));
      form.submit();
    } catch {
      say("refused");
    }
  });
})();
