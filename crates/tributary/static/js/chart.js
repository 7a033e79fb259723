// Charts: a tooltip that follows the pointer, flips at the edge, and walks with the arrow keys.
{
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
      row(list, d.prevDate || plot.dataset.previous, d.prev);
      row(list, plot.dataset.change, d.delta);
      tip.append(head, list);
      tip.hidden = false;
      const dot = point.querySelector(".c-dot").getBoundingClientRect();
      const host = plot.parentElement.getBoundingClientRect();
      const x = dot.x + dot.width / 2 - host.x;
      const flip = x + tip.offsetWidth + 16 > host.width;
      const left = Math.max(0, flip ? x - tip.offsetWidth - 12 : x + 12);
      tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(plot.offsetTop + 8)}px)`;
      if (speak) live.textContent = [`${d.date}: ${d.value}`, d.prev && `${plot.dataset.previous}: ${d.prev}`].filter(Boolean).join(" · ");
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
  kit.each("[data-chart]", enhance);
}
