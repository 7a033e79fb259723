// Runs before the first paint: tells the styles that there is a script and whether it can share, and puts stored choices on <html>.
// Without a stored theme, the system decides in CSS.
(function (root) {
  root.classList.add("js");
  if (navigator.share) root.classList.add("can-share");
  try {
    // Somebody signed in keeps theme and density in the account: the page came with them.
    if (!root.dataset.own) {
      var theme = localStorage.getItem("theme");
      if (theme === "light" || theme === "dark") root.dataset.theme = theme;
      if (localStorage.getItem("density") === "compact") root.dataset.density = "compact";
    }
    if (localStorage.getItem("side") === "narrow") root.dataset.side = "narrow";
  } catch (_) { /* storage is blocked: nothing was chosen */ }
})(document.documentElement);
