// A card that waits for something looks again until it has come.
{
  const look = async (card) => {
    try {
      const fresh = (await kit.page(card.dataset.poll)).getElementById(card.id);
      if (fresh && fresh.dataset.poll === undefined) {
        card.replaceWith(fresh);
        kit.enhance(fresh);
        return;
      }
    } catch (_) { /* next time */ }
    setTimeout(look, 3000, card);
  };
  kit.each("[data-poll]", (card) => { setTimeout(look, 3000, card); });
}
