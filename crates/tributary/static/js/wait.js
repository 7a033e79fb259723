// A card that waits for something looks again until it has come: at once when something happens, else every few seconds. One that
// says `data-moves` shows each time how far it has come.
{
  const SLOWLY_MS = 3000;
  const wait = (card) => {
    const every = Number(card.dataset.every) || SLOWLY_MS;
    let timer;
    const source = card.dataset.stream && window.EventSource ? new EventSource(card.dataset.stream) : null;
    const look = async () => {
      clearTimeout(timer);
      try {
        const fresh = (await kit.page(card.dataset.poll)).getElementById(card.id);
        const moves = card.dataset.moves !== undefined;
        if (fresh && (moves || fresh.dataset.poll === undefined) && card.isConnected) {
          if (source) source.close();
          card.replaceWith(fresh);
          kit.enhance(fresh);
          return;
        }
      } catch (_) { /* next time */ }
      timer = setTimeout(look, every);
    };
    timer = setTimeout(look, every);
    if (source) source.addEventListener("row", look);
  };
  kit.each("[data-poll]", wait);
}
