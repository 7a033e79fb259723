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
  // Where a font is not here at the first paint, this page does without any: browsers would put it in later, and move what is
  // being read. The next page has it.
  requestAnimationFrame(function () {
    var fonts = [].slice.call(document.querySelectorAll("link[rel=preload][as=font]"));
    var here = function (font) { return performance.getEntriesByName(font.href).length > 0; };
    if (fonts.every(here)) return;
    [].forEach.call(document.styleSheets, function (sheet) {
      for (var at = sheet.cssRules.length - 1; at >= 0; at -= 1) {
        if (sheet.cssRules[at].type === CSSRule.FONT_FACE_RULE) sheet.deleteRule(at);
      }
    });
  });
})(document.documentElement);
