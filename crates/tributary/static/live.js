// The live page: rows arrive by themselves. Without this file the page is a list with a link that refreshes it.
{
  const ROWS_MAX = 300;
  const GUARD_MS = 4000; // the stream begins at once, unless somebody collects it
  const POLL_MS = 600; // so that what happens still shows within a second
  const SAY_EVERY_MS = 5000; // screen readers hear of many rows at once, not of each
  const card = document.querySelector("[data-live]");
  const words = card ? card.dataset : {};

  const begin = () => {
    const rows = card.querySelector("[data-live-rows]");
    const blank = card.querySelector("[data-live-void]");
    const [state, pause, clear, refresh] = ["state", "pause", "clear", "refresh"].map((name) =>
      document.querySelector(`[data-live-${name}]`));
    let source;
    let guard;
    let over = false;
    let last = new URL(words.live, location).searchParams.get("after");
    let paused = false;
    let waiting = [];
    let unsaid = 0;

    const tell = (word, mood) => {
      state.hidden = false;
      state.dataset.mood = mood;
      const text = state.querySelector("[data-live-word]");
      if (text.textContent !== word) text.textContent = word;
    };
    const fragment = (html) => document.createRange().createContextualFragment(html).firstElementChild;

    const put = (row) => {
      if (rows.querySelector(`[data-place="${CSS.escape(row.dataset.place)}"]`)) return;
      row.classList.add("live-fresh");
      rows.prepend(row);
      blank.hidden = true;
      while (rows.children.length > ROWS_MAX) rows.lastElementChild.remove();
      kit.enhance(row);
      unsaid += 1;
    };
    setInterval(() => {
      if (unsaid) kit.say(words.new.replace("{n}", unsaid));
      unsaid = 0;
    }, SAY_EVERY_MS);

    const show = () => {
      pause.textContent = paused ? words.goOn : words.pause;
      pause.setAttribute("aria-pressed", String(paused));
      if (paused && waiting.length) tell(words.waiting.replace("{n}", waiting.length), "paused");
      else if (paused) tell(words.paused, "paused");
      else tell(words.on, "on");
    };
    const toggle = () => {
      paused = !paused;
      if (!paused) waiting.splice(0).forEach(put);
      show();
    };

    // What the stream or an answer tells; `last` is where to go on after any interruption.
    const hear = {
      row(data) {
        const row = fragment(data);
        if (!paused) return put(row);
        waiting.push(row);
        if (waiting.length > ROWS_MAX) waiting.shift();
        show();
      },
      now(data) { document.getElementById("live-now").replaceWith(fragment(data)); },
      // Too much happened meanwhile to be told row by row.
      far() { location.reload(); },
      ended() { finish(words.ended); },
    };
    const address = (more = {}) => {
      const to = new URL(words.live, location);
      Object.entries({ after: last, ...more }).forEach(([name, value]) => to.searchParams.set(name, value));
      return to;
    };
    const finish = (word) => {
      over = true;
      clearTimeout(guard);
      if (source) source.close();
      refresh.hidden = false;
      tell(word, "off");
    };
    const rest = (ms) => new Promise((next) => setTimeout(next, ms));

    // One answer with all that came since: passes any proxy, and says by its status why a stream was refused.
    const once = async () => {
      const reply = await fetch(address({ once: 1 }));
      if (reply.redirected) return finish(words.ended);
      if (reply.status === 429) return finish(words.many);
      if (!reply.ok) throw new Error(String(reply.status));
      for (const event of (await reply.text()).split("\n\n")) {
        const lines = event.split("\n").map((line) => /^(\w+): ?(.*)$/.exec(line)).filter(Boolean);
        const of = (name) => lines.filter((line) => line[1] === name).map((line) => line[2]).join("\n");
        if (of("id")) last = of("id");
        if (Object.hasOwn(hear, of("event"))) hear[of("event")](of("data"));
      }
      if (!over) show();
    };
    // Somebody on the way keeps the stream back: ask again and again instead.
    const poll = async () => {
      source.close();
      while (!over) {
        await once().catch(() => tell(words.off, "off"));
        await rest(POLL_MS);
      }
    };
    // The server or its proxy was away: go on once it answers.
    const again = async () => {
      tell(words.off, "off");
      for (;;) {
        await rest(POLL_MS);
        try { await once(); break; } catch (_) { /* still away */ }
      }
      if (!over) listen();
    };

    const listen = () => {
      source = new EventSource(address());
      clearTimeout(guard);
      guard = setTimeout(poll, GUARD_MS);
      source.addEventListener("hello", () => { clearTimeout(guard); show(); });
      Object.entries(hear).forEach(([name, take]) => source.addEventListener(name, (event) => {
        if (event.lastEventId) last = event.lastEventId;
        take(event.data);
      }));
      source.addEventListener("error", () => {
        clearTimeout(guard);
        if (over) return;
        if (source.readyState === EventSource.CLOSED) again();
        else tell(words.off, "off"); // the browser tries again by itself
      });
    };

    pause.hidden = clear.hidden = false;
    refresh.hidden = true;
    pause.addEventListener("click", toggle);
    clear.addEventListener("click", () => { rows.replaceChildren(); waiting = []; show(); });
    document.addEventListener("keydown", (event) => {
      const control = event.target.closest && event.target.closest("a,button,input,select,textarea,summary,[tabindex]");
      if (event.key !== " " || control || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      toggle();
    });
    // A page that is kept for going back must not hold a connection.
    addEventListener("pagehide", () => { over = true; source.close(); });
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    listen();
  };

  if (card) begin();
}
