// Progressive enhancement only: every page does its job without this file. No dependencies.
"use strict";
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);

  // Theme: one button, two states; what is stored wins over the system.
  const themeButtons = document.querySelectorAll("[data-theme-toggle]");
  const paintTheme = () => themeButtons.forEach((b) => b.setAttribute("aria-pressed", String(isDark())));
  themeButtons.forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch (_) { /* for this page only */ }
      paintTheme();
    });
  });
  dark.addEventListener("change", paintTheme);
  paintTheme();

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
  document.querySelectorAll("[data-copy]").forEach((b) => { b.hidden = false; });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const label = button.querySelector("[data-copy-label]");
    const before = label ? label.textContent : "";
    if (button.dataset.copied !== undefined) return;
    try {
      await copyText(button.dataset.copy);
      button.dataset.copied = "";
      if (label) label.textContent = button.dataset.done || "Copied";
      setTimeout(() => { delete button.dataset.copied; if (label) label.textContent = before; }, 2000);
    } catch (_) {
      const input = button.parentElement.querySelector("input");
      if (input) input.select(); // the person can still press the copy keys
    }
  });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".copy input")) event.target.select();
  });

  // A row opens what its first link opens, unless text is being selected or another control was meant.
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a,button,input,select,label,summary")) return;
    if (String(getSelection())) return;
    if (event.metaKey || event.ctrlKey) window.open(row.dataset.href, "_blank", "noopener");
    else location.href = row.dataset.href;
  });

  // Menus made of <details> close on Escape and on a click elsewhere.
  const menus = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // Forms: a second press of the button must not send twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
    form.dataset.sent = "";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });

  // Filters apply when chosen; without script their button does it.
  document.querySelectorAll("[data-auto-hide]").forEach((b) => { b.hidden = true; });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (!form) return;
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    location.href = query.size ? `${form.getAttribute("action")}?${query}` : form.getAttribute("action");
  });

  const fetchPage = async (href) => {
    const reply = await fetch(href, { headers: { accept: "text/html" } });
    if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
    return new DOMParser().parseFromString(await reply.text(), "text/html");
  };

  // "Load more" appends the next page's rows; without script it opens that page.
  document.addEventListener("click", async (event) => {
    const more = event.target.closest("a[data-more]");
    if (!more || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    if (more.getAttribute("aria-busy") === "true") return;
    more.setAttribute("aria-busy", "true");
    const card = more.closest(".card");
    try {
      const page = await fetchPage(more.href);
      const next = [...page.querySelectorAll(".card")].find((one) => one.querySelector(".table-foot"));
      card.querySelector("tbody").append(...(next ? next.querySelectorAll("tbody > tr") : []));
      const link = next && next.querySelector("a[data-more]");
      if (link) more.href = link.href;
      else more.remove();
      more.removeAttribute("aria-busy");
    } catch (_) {
      location.href = more.href;
    }
  });

  // A card that waits for something looks again until it has come.
  const look = async (card) => {
    try {
      const fresh = (await fetchPage(card.dataset.poll)).getElementById(card.id);
      if (fresh && fresh.dataset.poll === undefined) {
        card.replaceWith(fresh);
        fresh.querySelectorAll("[data-copy]").forEach((b) => { b.hidden = false; });
        return;
      }
    } catch (_) { /* next time */ }
    setTimeout(look, 3000, card);
  };
  document.querySelectorAll("[data-poll]").forEach((card) => setTimeout(look, 3000, card));

  // The setup form starts with the zone of the person who fills it in.
  document.querySelectorAll("select[name=timezone]").forEach((select) => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const option = [...select.options].find((one) => one.value === own);
    if (option && select.value === "UTC") option.selected = true;
  });

  // Charts: a tooltip that follows the pointer, flips at the edge, and walks with the arrow keys.
  const row = (list, name, value) => {
    if (!value) return;
    const dt = document.createElement("dt");
    const dd = document.createElement("dd");
    dt.textContent = name;
    dd.textContent = value;
    list.append(dt, dd);
  };
  const enhance = (plot) => {
    const points = [...plot.querySelectorAll(".c-pt")];
    if (!points.length) return;
    points.forEach((p) => { const t = p.querySelector("title"); if (t) t.remove(); });
    const tip = document.createElement("div");
    tip.className = "tip";
    tip.hidden = true;
    plot.parentElement.append(tip);
    const live = document.createElement("div");
    live.className = "visually-hidden";
    live.setAttribute("aria-live", "polite");
    plot.parentElement.append(live);
    let at = -1;
    const hide = () => { if (at >= 0) points[at].classList.remove("on"); at = -1; tip.hidden = true; };
    const show = (i, speak) => {
      if (i === at) return;
      hide();
      at = i;
      const point = points[i];
      const d = point.dataset;
      point.classList.add("on");
      tip.replaceChildren();
      const head = document.createElement("b");
      head.textContent = d.date;
      const list = document.createElement("dl");
      row(list, plot.dataset.name, d.value);
      row(list, d.prevDate || "Previous", d.prev);
      row(list, "Change", d.delta);
      tip.append(head, list);
      tip.hidden = false;
      const dot = point.querySelector(".c-dot").getBoundingClientRect();
      const host = plot.parentElement.getBoundingClientRect();
      const x = dot.x + dot.width / 2 - host.x;
      const flip = x + tip.offsetWidth + 16 > host.width;
      const left = Math.max(0, flip ? x - tip.offsetWidth - 12 : x + 12);
      tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(plot.offsetTop + 8)}px)`;
      if (speak) live.textContent = `${d.date}: ${d.value}${d.prev ? `, previous ${d.prev}` : ""}`;
    };
    plot.addEventListener("pointermove", (event) => {
      const box = plot.getBoundingClientRect();
      const step = points.length > 1 ? box.width / (points.length - 1) : box.width;
      show(Math.min(points.length - 1, Math.max(0, Math.round((event.clientX - box.x) / step))), false);
    });
    plot.addEventListener("pointerleave", hide);
    plot.addEventListener("blur", hide);
    plot.addEventListener("focus", () => { if (plot.matches(":focus-visible")) show(points.length - 1, true); });
    plot.addEventListener("keydown", (event) => {
      const last = points.length - 1;
      const from = at < 0 ? last : at;
      const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: last }[event.key];
      if (event.key === "Escape") hide();
      if (to === undefined) return;
      event.preventDefault();
      show(Math.min(last, Math.max(0, to)), true);
    });
  };
  document.querySelectorAll("[data-chart]").forEach(enhance);
})();
