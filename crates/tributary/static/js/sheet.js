// The side sheet shows another page's content beside this one: the page of a row, from which one can go on to the
// next row; or a form, which is sent from here, shows here what is wrong with it, and ends with what was made.
{
  const sheet = document.querySelector("[data-sheet-host]");
  const body = sheet && sheet.querySelector(".sheet-body");
  const forms = sheet ? sheet.dataset.beside.split(" ") : [];
  let row = null;
  let opener = null;
  let wanted = 0; // the newest page asked for
  let before = null; // what the form held when it came

  const form = () => body.querySelector("form[data-sheet-form]");
  const state = (one) => JSON.stringify([...new FormData(one)].filter(([name]) => name !== "csrf"));
  const dirty = () => Boolean(sheet.open && form()) && state(form()) !== before;

  // Two pages may use the same ids: those of the page beside get others, and so does what refers to them.
  const apart = (root) => {
    const taken = (one) => !one.closest("svg,[data-poll]") && document.getElementById(one.id);
    const names = new Set([...root.querySelectorAll("[id]")].filter(taken).map((one) => one.id));
    if (!names.size) return;
    const other = (name) => (names.has(name) ? `beside-${name}` : name);
    ["id", "for", "list", "aria-labelledby", "aria-describedby", "aria-controls"].forEach((word) => {
      root.querySelectorAll(`[${word}]`).forEach((one) => one.setAttribute(word, one.getAttribute(word).split(" ").map(other).join(" ")));
    });
    root.querySelectorAll('a[href^="#"]').forEach((one) => one.setAttribute("href", `#${other(one.getAttribute("href").slice(1))}`));
  };
  const show = (main) => {
    body.replaceChildren();
    apart(main);
    body.replaceChildren(...document.adoptNode(main).childNodes);
    kit.enhance(body);
    sheet.scrollTop = 0;
    const title = body.querySelector("h1");
    if (title) sheet.setAttribute("aria-label", title.textContent.trim());
    const first = body.querySelector("[aria-invalid=true]") || (form() && form().querySelector("input:not([type=hidden]),select,textarea"));
    if (first) first.focus();
  };
  const fill = async (href) => {
    const mine = ++wanted;
    sheet.setAttribute("aria-busy", "true");
    sheet.querySelector("[data-sheet-full]").href = href;
    try {
      const main = (await kit.page(href)).getElementById("main");
      if (mine !== wanted) return;
      show(main);
      before = form() ? state(form()) : null;
    } catch (_) {
      if (mine === wanted) body.textContent = sheet.dataset.failed;
    }
    sheet.removeAttribute("aria-busy");
  };
  const open = (href, from, own) => {
    row = own || null;
    sheet.querySelectorAll("[data-sheet-step]").forEach((button) => { button.hidden = !row; });
    if (!sheet.open) {
      opener = from || document.activeElement;
      body.replaceChildren();
      sheet.showModal();
    }
    fill(href);
  };

  // What was typed is not thrown away unasked.
  const ask = sheet && sheet.querySelector("[data-sheet-ask]");
  let then = null;
  const leave = (work) => {
    if (!dirty()) return work();
    then = work;
    ask.showModal();
  };
  const shut = () => {
    wanted += 1;
    sheet.removeAttribute("aria-busy");
    before = null;
    body.replaceChildren();
    sheet.close();
  };
  const isForm = (href) => {
    const { pathname, origin } = new URL(href, location.href);
    return origin === location.origin && pathname !== location.pathname && forms.includes(pathname);
  };
  /** Opens a form beside the page; whether it is one that does. */
  if (sheet) kit.beside = (href) => {
    const does = isForm(href);
    if (does) leave(() => open(href));
    return does;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!sheet || !link || event.defaultPrevented || kit.elsewhere(event)) return;
    if (sheet.contains(link) && link.dataset.cancel !== undefined) {
      event.preventDefault();
      kit.close(sheet);
      return;
    }
    const own = link.closest("tr[data-sheet]");
    const rows = own && link.getAttribute("href") === own.dataset.href;
    if (!rows && link.dataset.sheet === undefined && !(isForm(link.href) && !link.target)) return;
    event.preventDefault();
    const menu = link.closest("details[data-menu]");
    if (menu) menu.open = false;
    const from = menu ? menu.querySelector("summary") : link;
    leave(() => open(link.href, from, rows || link.dataset.sheet !== undefined ? link.closest("tr") : null));
  });

  // The list behind shows what was made, unless more of its rows were loaded: those would be lost.
  const renew = async () => {
    const spots = [...document.querySelectorAll(".main [data-renew]")].filter((spot) => !spot.querySelector("[data-longer]"));
    if (!spots.length) return;
    try {
      const page = await kit.page(location.href);
      spots.forEach((spot) => {
        const fresh = page.getElementById(spot.id);
        if (!fresh) return;
        spot.replaceWith(fresh);
        kit.enhance(fresh);
      });
    } catch (_) { /* it stands there after the next load */ }
  };
  // Only what was made, without what a whole page has around it.
  const made = (main) => {
    const head = main.querySelector(".page-head");
    head.querySelectorAll("nav,.sub,.page-actions").forEach((one) => one.remove());
    main.replaceChildren(head, main.querySelector("#made"));
    return main;
  };
  const done = async (reply, main, copied) => {
    const { origin, pathname } = new URL(reply.url);
    sheet.querySelector("[data-sheet-full]").href = origin + pathname;
    show(made(main));
    body.focus({ preventScroll: true });
    kit.say(body.querySelector(".made-title").textContent.trim());
    renew();
    const note = body.querySelector(".made-copied");
    if (!(await copied) || !note) return;
    note.hidden = false;
    kit.say(note.textContent);
  };
  const unsent = (one) => {
    const note = one.querySelector(".unsent") || document.createElement("p");
    note.className = "banner notice banner-bad unsent";
    note.setAttribute("role", "alert");
    note.textContent = sheet.dataset.unsent;
    one.prepend(note);
  };
  const send = async (one) => {
    const mine = ++wanted;
    sheet.setAttribute("aria-busy", "true");
    const answer = fetch(one.action, { method: "POST", body: new URLSearchParams(new FormData(one)), headers: { accept: "text/html" } })
      .then(async (reply) => ({ reply, page: new DOMParser().parseFromString(await reply.text(), "text/html") }));
    // Browsers let a page copy only right after a press, so the answer is awaited inside the copy.
    const copied = one.dataset.sheetForm === "copy" && kit.copyWhen(answer.then(({ page }) => page.querySelector("#made-link").value));
    try {
      const { reply, page } = await answer;
      if (mine !== wanted) return;
      const main = page.getElementById("main");
      before = null;
      if (!reply.redirected) show(main);
      else if (page.querySelector("#made")) done(reply, main, copied);
      else {
        body.replaceChildren(); // signed out meanwhile: that page knows the way back
        location.href = reply.url;
      }
    } catch (_) {
      if (mine === wanted) unsent(one);
    }
    sheet.removeAttribute("aria-busy");
  };

  if (sheet) {
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
    sheet.addEventListener("submit", (event) => {
      if (!event.target.matches("form[data-sheet-form]")) return;
      event.preventDefault();
      if (!sheet.hasAttribute("aria-busy")) send(event.target);
    });
    sheet.addEventListener("cancel", (event) => {
      if (event.target !== sheet) return;
      event.preventDefault();
      leave(shut);
    });
    sheet.addEventListener("close", () => {
      const back = opener && opener.isConnected ? opener : document.getElementById("main");
      back.focus();
    });
    ask.querySelector("[data-sheet-drop]").addEventListener("click", () => {
      before = null;
      ask.close();
      form().remove();
      then();
    });
    // A browser lets Escape be refused only once, so the key itself is heard. What lies above the sheet goes first.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !sheet.open) return;
      if (document.querySelectorAll("dialog:modal").length > 1) return;
      event.preventDefault();
      kit.close(sheet);
    });
    addEventListener("beforeunload", (event) => {
      if (dirty()) event.preventDefault();
    });
  }
}
