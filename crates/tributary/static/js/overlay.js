// What lies over the page: dialogs that ask; and the save bar of forms.
{
  // Whoever has something to say about it hears "cancel", as when Escape is pressed.
  kit.close = (dialog) => {
    if (dialog.dispatchEvent(new Event("cancel", { cancelable: true }))) dialog.close();
  };
  // [data-close] closes what it is in; a click on the backdrop too.
  kit.each("dialog [data-close]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => kit.close(button.closest("dialog")));
  });
  document.addEventListener("click", (event) => {
    const dialog = event.target;
    if (!dialog.matches("dialog:modal")) return;
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) kit.close(dialog);
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
