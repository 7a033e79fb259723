// Lists that people put in order: dragging, and the arrow keys on their buttons. Without this file the buttons
// send the form and the server moves the row.
{
  for (const list of document.querySelectorAll('[data-reorder]')) {
    let dragged = null;
    const rows = () => [...list.children];
    const settle = () => rows().forEach((row, at, all) => {
      row.querySelector('.move-up').disabled = at === 0;
      row.querySelector('.move-down').disabled = at === all.length - 1;
    });
    const move = (row, up) => {
      const other = up ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (up) other.before(row); else other.after(row);
      settle();
      const own = row.querySelector(up ? '.move-up' : '.move-down');
      (own.disabled ? row.querySelector('.btn:not([disabled])') : own).focus();
    };
    for (const row of rows()) {
      row.draggable = true;
      row.addEventListener('dragstart', () => { dragged = row; row.classList.add('dragged'); });
      row.addEventListener('dragend', () => { row.classList.remove('dragged'); dragged = null; settle(); });
      row.addEventListener('dragover', (event) => {
        if (!dragged || dragged === row) return;
        event.preventDefault();
        const { top, height } = row.getBoundingClientRect();
        if (event.clientY < top + height / 2) row.before(dragged); else row.after(dragged);
      });
      for (const button of row.querySelectorAll('.move-up,.move-down')) {
        const up = button.classList.contains('move-up');
        button.addEventListener('click', (event) => { event.preventDefault(); move(row, up); });
        button.addEventListener('keydown', (event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          move(row, event.key === 'ArrowUp');
        });
      }
    }
  }
  for (const range of document.querySelectorAll('[data-mirror]')) {
    const field = document.getElementById(range.dataset.mirror);
    range.hidden = false;
    range.addEventListener('input', () => { field.value = range.value; });
    field.addEventListener('input', () => { range.value = field.value; });
  }
}
