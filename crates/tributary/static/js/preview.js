// Forms that show what they will make: the server draws it again while somebody types.
{
  const WAIT_MS = 150;
  kit.each("form[data-preview]", (form) => {
    let asked = 0;
    const look = async () => {
      const mine = ++asked;
      await new Promise((go) => { setTimeout(go, WAIT_MS); });
      if (mine !== asked) return;
      const query = new URLSearchParams([...new FormData(form)].filter(([name, value]) => name !== "csrf" && value));
      try {
        const reply = await fetch(`${form.dataset.preview}?${query}`, { headers: { accept: "text/html" } });
        if (!reply.ok || reply.redirected) return;
        const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
        if (mine !== asked) return;
        // Each part stays where it is, so that screen readers hear what changed in it.
        form.querySelectorAll("[data-part]").forEach((part) => {
          const next = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
          if (next && next.innerHTML !== part.innerHTML) part.replaceChildren(...next.childNodes);
        });
      } catch (_) { /* the form itself still says what is wrong */ }
    };
    form.addEventListener("input", look);
    form.addEventListener("change", look);
  });
}
