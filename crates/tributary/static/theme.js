// Runs before the first paint: puts a stored choice of theme on <html>. Without one, the system decides in CSS.
try {
  var chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch (_) { /* storage is blocked: the system's theme stands */ }
