// Ordered lists: the buttons move rows at once, rows can be dragged by their grip, Alt and arrow keys move them.
{
  const settle = (list) => {
    const rows = [...list.children];
    rows.forEach((row, at) => {
      row.querySelector('[data-move="up"]').disabled = at === 0;
      row.querySelector('[data-move="down"]').disabled = at === rows.length - 1;
    });
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const tell = (list, row) => {
    const rows = [...list.children];
    const words = { "#name": row.dataset.name, "#place": String(rows.indexOf(row) + 1), "#count": String(rows.length) };
    kit.say(list.dataset.ranked.replace(/#name|#place|#count/g, (word) => words[word]));
  };
  const move = (list, row, step) => {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    settle(list);
    tell(list, row);
  };
  kit.each("[data-ranked]", (list) => {
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      event.preventDefault();
      const row = button.closest("li");
      move(list, row, button.dataset.move === "up" ? -1 : 1);
      (button.disabled ? row.querySelector("[data-move]:not(:disabled)") : button).focus();
    });
    list.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!event.altKey || !step) return;
      event.preventDefault();
      const at = document.activeElement;
      move(list, event.target.closest("li"), step);
      at.focus();
    });
    list.addEventListener("pointerdown", (event) => {
      const grip = event.target.closest(".grip");
      if (!grip) return;
      event.preventDefault();
      const row = grip.closest("li");
      row.classList.add("dragged");
      const drag = (moved) => {
        const over = [...list.children].find((one) => {
          const box = one.getBoundingClientRect();
          return one !== row && moved.clientY > box.top && moved.clientY < box.bottom;
        });
        if (!over) return;
        const box = over.getBoundingClientRect();
        if (moved.clientY < box.top + box.height / 2) over.before(row);
        else over.after(row);
      };
      const drop = () => {
        removeEventListener("pointermove", drag);
        row.classList.remove("dragged");
        settle(list);
        tell(list, row);
      };
      addEventListener("pointermove", drag);
      addEventListener("pointerup", drop, { once: true });
      addEventListener("pointercancel", drop, { once: true });
    });
  });
}
