// Toasts go after ten seconds, unless somebody is on them; their word in the address goes at once.
{
  const STAY_MS = 10000;
  kit.each("[data-toast]", (toast) => {
    const close = toast.querySelector("[data-close]");
    const go = () => { toast.classList.add("gone"); setTimeout(() => toast.remove(), 250); };
    let timer = setTimeout(go, STAY_MS);
    const hold = () => clearTimeout(timer);
    const release = () => { hold(); timer = setTimeout(go, STAY_MS); };
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("pointerleave", release);
    toast.addEventListener("focusout", release);
    close.hidden = false;
    close.addEventListener("click", go);
    // Reloading or coming back must not say it again.
    const here = new URL(location.href);
    if (!here.searchParams.has("did")) return;
    here.searchParams.delete("did");
    here.searchParams.delete("undo");
    history.replaceState(history.state, "", here);
  });
}
