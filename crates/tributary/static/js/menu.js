// Menus made of <details>: one open at a time, closed by Escape or a click elsewhere, walked with arrow keys.
{
  const open = () => [...document.querySelectorAll("details[data-menu][open]")];
  const phone = matchMedia("(max-width:639px)");

  // Keeps a popover inside the window; where an ancestor would cut it off, it floats above everything.
  const place = (menu) => {
    const pop = menu.querySelector(":scope > .pop");
    if (!pop) return;
    pop.classList.remove("end", "up");
    pop.removeAttribute("style");
    if (phone.matches) return;
    const button = menu.querySelector("summary").getBoundingClientRect();
    const rtl = getComputedStyle(menu).direction === "rtl";
    const { offsetWidth: width, offsetHeight: height } = pop;
    const over = rtl ? button.right - width < 8 : button.left + width > innerWidth - 8;
    const up = button.bottom + height > innerHeight - 8 && button.top > height;
    pop.classList.toggle("end", over);
    pop.classList.toggle("up", up);
    if (!menu.closest(".table-wrap,[data-clip]")) return;
    const left = rtl === over ? button.left : button.right - width;
    pop.style.position = "fixed";
    pop.style.inset = "auto";
    pop.style.left = `${Math.max(8, left)}px`;
    pop.style.top = `${up ? button.top - height - 4 : button.bottom + 4}px`;
  };

  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches || !menu.matches("details[data-menu]") || !menu.open) return;
    open().forEach((other) => { if (other !== menu && !other.contains(menu)) other.open = false; });
    place(menu);
  }, true);
  document.addEventListener("click", (event) => {
    open().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  addEventListener("scroll", () => open().forEach((menu) => {
    if (menu.closest(".table-wrap")) menu.open = false;
  }), { passive: true });

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest && event.target.closest("details[data-menu][open]");
    if (event.key === "Escape") {
      const last = menu || open().pop();
      if (!last) return;
      event.preventDefault();
      last.open = false;
      last.querySelector("summary").focus();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!menu || !step || kit.typing(event) || event.target.type === "radio") return;
    const items = [...menu.querySelectorAll(".item,.pop summary")].filter((one) => one.offsetParent);
    if (!items.length) return;
    event.preventDefault();
    const at = items.indexOf(document.activeElement);
    items[(at + step + items.length) % items.length].focus();
  });

  // A chip opens the popover at its own choice.
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-filter-open]");
    if (!chip) return;
    const bar = chip.closest(".filters");
    const fold = bar.querySelector(`[data-filter="${CSS.escape(chip.dataset.filterOpen)}"]`);
    if (!fold) return;
    fold.closest("details[data-menu]").open = true;
    fold.open = true;
    const field = fold.querySelector("input:checked,select,input:not([type=radio])");
    if (field) setTimeout(() => field.focus());
  });
}
{
  // Where tabs scroll, the open one is in sight.
  kit.each(".tabs>[aria-current],.settings-nav>[aria-current]", (here) => {
    const row = here.parentElement;
    if (row.scrollWidth > row.clientWidth) here.scrollIntoView({ block: "nearest", inline: "center" });
  });
}
