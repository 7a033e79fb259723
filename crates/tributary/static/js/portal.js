// The partners' page: a new link is copied as soon as it is made, and the share sheet of the phone.
{
  kit.each("form[data-copy-made]", (form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      // Browsers let a page copy only right after a press, so the answer is awaited inside the copy.
      const answer = fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })
        .then(async (reply) => new DOMParser().parseFromString(await reply.text(), "text/html"));
      const link = answer.then((page) => {
        const made = page.querySelector("#made-link");
        if (!made) throw new Error("no link was made");
        return made.value;
      });
      const copied = await kit.copyWhen(link);
      try {
        const page = await answer;
        const [before, after] = [document.getElementById("main"), page.getElementById("main")];
        before.replaceWith(after);
        const note = after.querySelector(".made-copied");
        if (copied && note) { note.hidden = false; kit.say(note.textContent); }
        kit.enhance(after);
      } catch (_) {
        form.submit();
      }
    });
  });
  kit.each("[data-share]", (button) => {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.shareTitle, url: button.dataset.share }).catch(() => {});
    });
  });
  // A macro goes where the cursor stands in the address.
  kit.each("[data-insert]", (button) => {
    const field = document.getElementById(button.dataset.insertInto);
    if (!field) return;
    button.addEventListener("click", () => {
      field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  });
}
