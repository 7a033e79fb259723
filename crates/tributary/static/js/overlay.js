// What lies over the page: dialogs that ask, the side sheet; and the save bar of forms.
{
  // [data-close] closes what it is in; a click on the backdrop too.
  kit.each("dialog [data-close]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => button.closest("dialog").close());
  });
  document.addEventListener("click", (event) => {
    const dialog = event.target;
    if (!dialog.matches("dialog:modal")) return;
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) dialog.close();
  });

  kit.each("details[data-dialog]", (details) => {
    const dialog = details.querySelector("dialog");
    details.open = false;
    details.addEventListener("toggle", () => {
      if (!details.open || dialog.matches(":modal")) return;
      dialog.removeAttribute("open");
      dialog.showModal();
      const first = dialog.querySelector("select,textarea,input:not([type=hidden])");
      if (first) first.focus();
    });
    dialog.addEventListener("close", () => {
      details.open = false;
      details.querySelector("summary").focus();
    });
  });
  // The button works once the name has been typed.
  kit.each("[data-typed]", (field) => {
    const button = field.closest("form").querySelector("button[type=submit]");
    const check = () => { button.disabled = field.value.trim() !== field.dataset.typed; };
    field.addEventListener("input", check);
    check();
  });

  // The sheet shows another page's content beside this one.
  const sheet = document.querySelector("[data-sheet-host]");
  let row = null;
  const fill = async (href) => {
    const body = sheet.querySelector(".sheet-body");
    sheet.setAttribute("aria-busy", "true");
    sheet.querySelector("[data-sheet-full]").href = href;
    try {
      const main = (await kit.page(href)).getElementById("main");
      body.replaceChildren(...document.adoptNode(main).childNodes);
      kit.enhance(body);
      sheet.scrollTop = 0;
      const title = body.querySelector("h1");
      if (title) sheet.setAttribute("aria-label", title.textContent.trim());
    } catch (_) {
      body.textContent = sheet.dataset.failed;
    }
    sheet.removeAttribute("aria-busy");
  };
  const neighbour = (step) => {
    let next = row;
    do next = next && (step > 0 ? next.nextElementSibling : next.previousElementSibling);
    while (next && !next.dataset.href);
    return next;
  };
  const turn = (step) => {
    const next = neighbour(step);
    if (!next) return;
    row = next;
    fill(row.dataset.href);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-sheet],tr[data-sheet] a");
    if (!sheet || !link || event.defaultPrevented || kit.elsewhere(event)) return;
    const own = link.closest("tr[data-sheet]");
    if (own && link.getAttribute("href") !== own.dataset.href) return;
    event.preventDefault();
    row = link.closest("tr");
    sheet.querySelectorAll("[data-sheet-step]").forEach((button) => { button.hidden = !row; });
    sheet.querySelector(".sheet-body").replaceChildren();
    sheet.showModal();
    fill(link.href);
  });
  if (sheet) {
    sheet.addEventListener("click", (event) => {
      const step = event.target.closest("[data-sheet-step]");
      if (step) turn(Number(step.dataset.sheetStep));
    });
    sheet.addEventListener("keydown", (event) => {
      if (kit.typing(event) || event.target.closest("[data-chart]")) return;
      const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
      const step = { ArrowRight: rtl, ArrowLeft: -rtl, j: 1, k: -1 }[event.key];
      if (step && row) { event.preventDefault(); turn(step); }
    });
  }

  // The save bar appears when something changed, and leaving asks.
  let sending = false;
  kit.each("[data-savebar]", (bar) => {
    const form = bar.closest("form");
    const state = () => JSON.stringify([...new FormData(form)].filter(([name, value]) => name !== "csrf" && typeof value === "string"));
    const before = state();
    const look = () => {
      const dirty = bar.dataset.changed !== undefined || state() !== before;
      form.classList.toggle("dirty", dirty);
      bar.classList.toggle("clean", !dirty);
    };
    form.addEventListener("input", look);
    form.addEventListener("change", look);
    form.addEventListener("submit", () => { sending = true; });
    const discard = bar.querySelector("[data-discard]");
    if (discard) discard.addEventListener("click", () => { sending = true; });
    look();
  });
  // What another language carries over needs no question.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-carry]")) sending = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!sending && document.querySelector("form.dirty [data-savebar]")) event.preventDefault();
  });
}
