// Keeps what is typed into a form every little while, sealed at the node; says so once. Works on no other form.
"use strict";
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const said = form.querySelector("[data-said]");
  const say = (words) => {
    if (said.textContent !== words) said.textContent = words;
  };
  let timer = 0, left = false, last = "", running = null;
  const typed = () => {
    const all = new URLSearchParams(new FormData(form));
    all.set("do", "draft");
    return all;
  };
  const keep = async () => {
    clearTimeout(timer);
    const body = typed();
    if (left || body.toString() === last) return;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(location.href, { method: "POST", body, redirect: "manual", signal: running.signal });
      if (answer.status === 204) last = body.toString();
      say(answer.status === 204 ? said.dataset.kept : answer.status ? (await answer.text()).slice(0, 200) : said.dataset.lost);
    } catch (wrong) {
      if (wrong.name !== "AbortError") say(said.dataset.lost);
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 1200);
  };
  form.addEventListener("input", soon);
  form.addEventListener("submit", () => {
    left = true;
    clearTimeout(timer);
    running?.abort();
  });
  addEventListener("pageshow", () => {
    left = false;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && last !== typed().toString() && timer) keep();
  });
})();
