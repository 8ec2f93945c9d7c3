// A keyboard on the screen for names in a script that one cannot type. Without this script there is no button for it.
"use strict";
(() => {
  const data = document.getElementById("keyboards");
  const fields = document.querySelectorAll("[data-keyboard]");
  if (!data || !fields.length) return;
  const { layouts, words } = JSON.parse(data.textContent);
  const made = (tag, said, ...inside) => {
    const one = Object.assign(document.createElement(tag), said);
    one.append(...inside);
    return one;
  };
  let field = null, opener = null, layout = layouts[0];
  const keys = made("div", { className: "keys" });
  keys.setAttribute("role", "group");
  keys.setAttribute("aria-label", words.keys);
  const scripts = made("div", { className: "scripts" });
  scripts.setAttribute("role", "group");
  scripts.setAttribute("aria-label", words.scripts);
  const button = (text, press) => {
    const one = made("button", { type: "button", className: "quiet" }, text);
    one.addEventListener("click", press);
    return one;
  };
  const close = (back) => {
    panel.remove();
    if (opener) opener.setAttribute("aria-expanded", "false");
    if (back && field) field.focus();
    opener = null;
  };
  const put = (text) => {
    const { selectionStart: start, selectionEnd: end, value } = field;
    if (field.maxLength >= 0 && value.length - (end - start) + text.length > field.maxLength) return;
    const begins = start === 0 || /[\s-]/.test(value[start - 1]);
    field.setRangeText(begins && layout.dir === "ltr" ? text.toUpperCase() : text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const remove = () => {
    const { selectionStart: start, selectionEnd: end } = field;
    field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const draw = () => {
    keys.replaceChildren();
    keys.dir = layout.dir;
    for (const row of layout.rows) {
      const line = made("div", { className: "row" });
      for (const letter of row) {
        const key = button(letter, () => put(letter));
        key.lang = layout.lang;
        key.tabIndex = -1;
        line.append(key);
      }
      keys.append(line);
    }
    keys.querySelector("button").tabIndex = 0;
    for (const one of scripts.children) one.setAttribute("aria-pressed", String(one.dataset.lang === layout.lang));
  };
  for (const one of layouts) {
    const choose = button(one.name, () => { layout = one; draw(); });
    choose.dataset.lang = one.lang;
    scripts.append(choose);
  }
  // one key is reached by the tabulator; the arrows go on from there, in the direction of the letters
  keys.addEventListener("keydown", (event) => {
    const rows = [...keys.children].map((row) => [...row.children]);
    const at = rows.findIndex((row) => row.includes(document.activeElement));
    if (at < 0) return;
    const place = rows[at].indexOf(document.activeElement);
    const on = layout.dir === "rtl" ? -1 : 1;
    const moves = { ArrowRight: [0, on], ArrowLeft: [0, -on], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
    if (!(event.key in moves)) return;
    event.preventDefault();
    const [down, right] = moves[event.key];
    const row = rows[Math.min(Math.max(at + down, 0), rows.length - 1)];
    const next = row[Math.min(Math.max(place + right, 0), row.length - 1)];
    document.activeElement.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  const more = made("div", { className: "buttons" },
    button(words.space, () => put(" ")), button(words.back, remove), button(words.close, () => close(true)));
  const panel = made("div", { className: "keyboard", id: "keyboard" }, scripts, keys, more);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") close(true); });
  for (const one of fields) {
    const open = button(words.open, () => {
      const same = opener === open;
      close(false);
      if (same) return;
      field = one;
      opener = open;
      open.setAttribute("aria-expanded", "true");
      open.after(panel);
      draw();
      scripts.querySelector("[aria-pressed=true]").focus();
    });
    const label = document.querySelector(`label[for="${one.id}"]`);
    open.setAttribute("aria-label", words.opens.replace("{field}", label.firstChild.textContent.trim()));
    open.setAttribute("aria-expanded", "false");
    open.classList.add("opens-keyboard");
    one.after(open);
  }
})();
