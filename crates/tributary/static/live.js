// The live page: rows arrive by themselves. Without this file the page is a list with a link that refreshes it.
{
  const ROWS_MAX = 300;
  const SAY_EVERY_MS = 5000; // screen readers hear of many rows at once, not of each
  const card = document.querySelector("[data-live]");
  const words = card ? card.dataset : {};

  const begin = () => {
    const rows = card.querySelector("[data-live-rows]");
    const blank = card.querySelector("[data-live-void]");
    const [state, pause, clear, refresh] = ["state", "pause", "clear", "refresh"].map((name) =>
      document.querySelector(`[data-live-${name}]`));
    let source;
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

    const listen = () => {
      source = new EventSource(words.live);
      source.addEventListener("open", show);
      source.addEventListener("row", (event) => {
        const row = fragment(event.data);
        if (!paused) return put(row);
        waiting.push(row);
        if (waiting.length > ROWS_MAX) waiting.shift();
        show();
      });
      source.addEventListener("now", (event) => {
        document.getElementById("live-now").replaceWith(fragment(event.data));
      });
      // Too much happened meanwhile to be told row by row.
      source.addEventListener("far", () => location.reload());
      source.addEventListener("ended", () => { source.close(); tell(words.ended, "off"); refresh.hidden = false; });
      source.addEventListener("error", () => {
        if (source.readyState === EventSource.CONNECTING) return tell(words.off, "off");
        // Refused for good: signed out, or open in too many tabs.
        refresh.hidden = false;
        tell(words.many, "off");
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
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    listen();
  };

  if (card) begin();
}
