// Tables: wide ones scroll, rows that open, "Load more".
{
  const look = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    target.classList.remove("wide");
    const wide = target.classList.toggle("wide", target.scrollWidth > target.clientWidth + 1);
    if (wide) target.setAttribute("tabindex", "0"); // keys can scroll it too
    else target.removeAttribute("tabindex");
  }));
  kit.each(".card > .table-wrap", (wrap) => look.observe(wrap));

  // A row opens what its first link opens, unless text is being selected or another control was meant.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a,button,input,select,label,summary,details")) return;
    if (String(getSelection())) return;
    if (kit.elsewhere(event)) return void window.open(row.dataset.href, "_blank", "noopener");
    const link = row.querySelector("a[href]");
    if (link && link.getAttribute("href") === row.dataset.href) link.click();
    else location.href = row.dataset.href;
  });

  // "Load more" appends the next page's rows; without script it opens that page.
  document.addEventListener("click", async (event) => {
    const more = event.target.closest("a[data-more]");
    if (!more || kit.elsewhere(event)) return;
    event.preventDefault();
    if (more.getAttribute("aria-busy") === "true") return;
    more.setAttribute("aria-busy", "true");
    const card = more.closest(".card");
    try {
      const page = await kit.page(more.href);
      const next = [...page.querySelectorAll(".card")].find((one) => one.querySelector(".table-foot"));
      const rows = next ? [...next.querySelectorAll("tbody > tr")] : [];
      card.querySelector("tbody").append(...rows);
      card.dataset.longer = "";
      rows.forEach((row) => kit.enhance(row));
      const link = next && next.querySelector("a[data-more]");
      if (link) more.href = link.href;
      else more.remove();
      more.removeAttribute("aria-busy");
    } catch (_) {
      location.href = more.href;
    }
  });
}
{
  // Ticks: all at once, and how many.
  const boxes = (card) => [...card.querySelectorAll("td.tick input")];
  const count = (card) => {
    const all = boxes(card);
    const on = all.filter((box) => box.checked).length;
    const head = card.querySelector("[data-tick-all]");
    if (head) {
      head.checked = on > 0 && on === all.length;
      head.indeterminate = on > 0 && on < all.length;
    }
    const words = card.querySelector("[data-ticked]");
    if (words) words.textContent = words.dataset.ticked.replace("#", new Intl.NumberFormat(document.documentElement.lang).format(on));
  };
  kit.each("[data-tick-all]", (head) => { head.hidden = false; });
  document.addEventListener("change", (event) => {
    const box = event.target.closest(".tick input");
    if (!box) return;
    const card = box.closest(".card");
    if (box.dataset.tickAll !== undefined) boxes(card).forEach((one) => { one.checked = box.checked; });
    count(card);
  });
}
