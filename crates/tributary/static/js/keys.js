// Keys: g and a letter jumps, letters choose a period, j and k walk through rows. Off while somebody types, and when
// they were switched off (data-keys-off on <html>).
{
  const list = document.querySelector("dialog[data-keys]");
  const show = () => { if (list && !list.open) list.showModal(); };
  kit.each("[data-keys-open]", (button) => {
    button.hidden = false;
    button.addEventListener("click", show);
  });
  let went = 0; // when g was pressed
  const rows = () => [...document.querySelectorAll(".main tbody tr[data-href]")];
  let row = null;
  const walk = (step) => {
    const all = rows();
    if (!all.length) return;
    const from = all.indexOf(row);
    if (row) row.classList.remove("at");
    row = all[Math.min(all.length - 1, Math.max(0, from < 0 ? 0 : from + step))];
    row.classList.add("at");
    row.scrollIntoView({ block: "nearest" });
    const link = row.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
  };
  const press = (one) => {
    one.click();
    return true;
  };
  const handle = (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (Date.now() - went < 1500) {
      went = 0;
      const place = /^[a-z]$/.test(key) && document.querySelector(`[data-go="${key}"]`);
      return Boolean(place) && press(place);
    }
    if (event.key === "?") return show(), true;
    if (event.shiftKey && key === "n") {
      const create = document.querySelector("[data-new]") || document.querySelector(".page-actions a.btn-primary");
      return Boolean(create) && press(create);
    }
    if (event.shiftKey) return false;
    if (key === "g") { went = Date.now(); return true; }
    if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1), true;
    if (key === "x" && row && row.querySelector(".tick input")) return press(row.querySelector(".tick input"));
    if (key === "c") {
      const field = document.querySelector('[data-key-focus="c"]');
      if (!field) return false;
      field.closest("details").open = true;
      setTimeout(() => field.focus());
      return true;
    }
    const chosen = /^[a-z]$/.test(key) && document.querySelector(`.main a[data-key="${key}"]`);
    return Boolean(chosen) && press(chosen);
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
    if (kit.typing(event) || document.querySelector("dialog:modal")) return;
    if (document.documentElement.dataset.keysOff !== undefined) return;
    if (handle(event)) event.preventDefault();
  });
}
