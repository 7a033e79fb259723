// The search palette: own entries filtered at once, hits from the server a moment later.
{
  const palette = document.querySelector("[data-palette]");
  const WAIT_MS = 120;
  if (palette) {
    const input = palette.querySelector("input");
    const list = palette.querySelector("[role=listbox]");
    const found = palette.querySelector("[data-palette-found]");
    const options = () => [...list.querySelectorAll("[role=option]")].filter((one) => !one.hidden && one.offsetParent);
    let at = null;
    let asked = 0;
    const choose = (option) => {
      if (at) at.setAttribute("aria-selected", "false");
      at = option || null;
      if (!at) return void input.removeAttribute("aria-activedescendant");
      if (!at.id) at.id = `option-${Math.random().toString(36).slice(2, 9)}`;
      at.setAttribute("aria-selected", "true");
      at.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", at.id);
    };
    const filter = (text) => {
      const wanted = text.toLocaleLowerCase();
      list.querySelectorAll("[data-palette-own]").forEach((group) => {
        let any = false;
        group.querySelectorAll("[role=option]").forEach((one) => {
          one.hidden = !one.textContent.toLocaleLowerCase().includes(wanted);
          any = any || !one.hidden;
        });
        group.hidden = !any;
      });
    };
    const ask = async (text) => {
      const mine = ++asked;
      if (!text || !palette.dataset.palette) return void found.replaceChildren();
      await new Promise((go) => { setTimeout(go, WAIT_MS); });
      if (mine !== asked) return;
      try {
        const reply = await fetch(`${palette.dataset.palette}?q=${encodeURIComponent(text)}`, { headers: { accept: "text/html" } });
        if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
        const page = new DOMParser().parseFromString(await reply.text(), "text/html");
        if (mine !== asked) return;
        found.replaceChildren(...page.body.childNodes);
      } catch (_) {
        if (mine === asked) found.replaceChildren();
      }
      choose(options()[0]);
      const count = options().length;
      kit.say(count ? list.dataset.found.replace("#", String(count)) : list.dataset.none);
    };
    const open = (event) => {
      if (event) event.preventDefault();
      if (palette.open) return;
      palette.showModal();
      input.value = "";
      found.replaceChildren();
      filter("");
      input.focus();
      choose(null);
    };
    const go = (option) => {
      palette.close();
      if (option.dataset.act) kit.acts[option.dataset.act]();
      else if (!kit.beside || !kit.beside(option.dataset.href)) location.href = option.dataset.href;
    };
    input.addEventListener("input", () => {
      const text = input.value.trim();
      filter(text);
      choose(text ? options()[0] : null);
      ask(text);
    });
    input.addEventListener("keydown", (event) => {
      const all = options();
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && all.length) {
        event.preventDefault();
        const from = all.indexOf(at);
        choose(all[from < 0 ? (step > 0 ? 0 : all.length - 1) : (from + step + all.length) % all.length]);
      }
      // Hits may still be on their way: then the form asks the search's page, which knows them too.
      if (event.key === "Enter" && at && !event.isComposing) {
        event.preventDefault();
        go(at);
      }
    });
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      if (kit.elsewhere(event) && option.dataset.href) window.open(option.dataset.href, "_blank", "noopener");
      else go(option);
    });
    list.addEventListener("pointermove", (event) => {
      const option = event.target.closest("[role=option]");
      if (option && option !== at) choose(option);
    });
    const mac = /Mac|iPhone|iPad/.test(navigator.platform);
    document.querySelectorAll("[data-mod]").forEach((key) => { if (mac) key.textContent = `⌘${key.dataset.mod}`; });
    kit.each("[data-palette-open]", (button) => {
      button.hidden = false;
      button.addEventListener("click", open);
    });
    document.addEventListener("keydown", (event) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") open(event);
      if (event.key === "/" && !kit.typing(event) && !event.metaKey && !event.ctrlKey) open(event);
    });
  }
}
