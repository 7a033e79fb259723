// Copying, forms.
{
  // Copy: [data-copy] holds the text; the label says so for two seconds, also to screen readers.
  const copyText = async (text) => {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea"); // plain http on a local network has no clipboard API
    area.value = text;
    area.setAttribute("readonly", "");
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const ok = document.execCommand("copy");
    area.remove();
    if (!ok) throw new Error("copy refused");
  };
  /** Copies a text that is still on its way; whether it could. The button beside it copies, too. */
  kit.copyWhen = async (coming) => {
    coming.catch(() => {});
    try {
      if (!navigator.clipboard || !isSecureContext) return false;
      const text = coming.then((value) => new Blob([value], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
      return true;
    } catch (_) {
      return false;
    }
  };
  kit.each("[data-copy]", (button) => { button.hidden = false; });
  kit.each("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || button.dataset.copied !== undefined) return;
    const label = button.querySelector("[data-copy-label]");
    const before = label ? label.textContent : "";
    try {
      await copyText(button.dataset.copy);
      button.dataset.copied = "";
      if (label) label.textContent = button.dataset.done || before;
      if (button.dataset.done) kit.say(button.dataset.done);
      setTimeout(() => { delete button.dataset.copied; if (label) label.textContent = before; }, 2000);
    } catch (_) {
      const input = button.parentElement.querySelector("input");
      if (input) input.select(); // the person can still press the copy keys
    }
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".copy input")) event.target.select();
  });

  // A second press of the button must not send twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
    form.dataset.sent = "";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });

  // Filters apply when chosen; without script their button does it. Empty fields stay out of the address.
  const go = (form) => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const action = form.getAttribute("action");
    location.href = query.size ? `${action}?${query}` : action;
  };
  kit.each("[data-auto-hide]", (button) => { button.hidden = true; });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) go(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-lean]")) return;
    event.preventDefault();
    go(event.target);
  });

  // Forms that are sent as soon as something is chosen, and come back to this page.
  kit.each("[data-here]", (field) => { field.value = location.pathname + location.search; });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-send]");
    if (form) form.requestSubmit();
  });

  // The setup form starts with the zone of the person who fills it in.
  kit.each("select[name=timezone]", (select) => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const option = [...select.options].find((one) => one.value === own);
    if (option && select.value === "UTC") option.selected = true;
  });
}
