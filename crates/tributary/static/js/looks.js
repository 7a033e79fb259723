// How the pages look: theme, density, the width of the sidebar. Theme and density of somebody signed in are kept in
// the account; everything else in this browser.
{
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const keep = (name, value) => {
    if (value) root.dataset[name] = value;
    else delete root.dataset[name];
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch (_) { /* for this page only */ }
    if (root.dataset.own && name !== "side") save(name, value || { theme: "auto", density: "comfortable" }[name]);
    paint();
  };
  const save = (name, value) => {
    const csrf = document.querySelector("input[name=csrf]");
    const body = new URLSearchParams({ csrf: csrf ? csrf.value : "", [name]: value });
    fetch(root.dataset.own, { method: "POST", body, keepalive: true }).catch(() => { /* for this page only */ });
  };
  const paint = () => {
    const on = String(isDark());
    document.querySelectorAll("[data-theme-toggle]").forEach((b) => b.setAttribute("aria-pressed", on));
    document.querySelectorAll("[data-choice]").forEach((group) => {
      const chosen = root.dataset[group.dataset.choice] || "";
      group.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", String(b.value === chosen)));
    });
    document.querySelectorAll("[data-side-toggle]").forEach((b) => b.setAttribute("aria-pressed", String(root.dataset.side === "narrow")));
  };
  kit.acts = { theme: () => keep("theme", isDark() ? "light" : "dark") };
  kit.each("[data-theme-toggle]", (button) => {
    button.hidden = false;
    button.addEventListener("click", kit.acts.theme);
  });
  kit.each("[data-choice]", (group) => {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) keep(group.dataset.choice, button.value);
    });
  });
  kit.each("[data-side-toggle]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => keep("side", root.dataset.side === "narrow" ? "" : "narrow"));
  });
  dark.addEventListener("change", paint);
  paint();
}
