/* Predict, then check: a choice or a number, with no right and wrong. */
const ARRIVE_MS = 1000;
const LENT_MS = 400;

function view(card) {
  const note = '先猜一猜，不计分。提交以后和实际比较。';
  const guess = card.item.options?.length
    ? optionList(card, { note, empty: '请先选择一个猜测。' })
    : numberField(card, { note, empty: '请先写下您的猜测。' });
  let before;
  return {
    ...guess,
    mark(_parts, answer) {
      const open = (answer ?? null) === null;
      // Until then the text below the figure, which tells what the figure shows, is out of sight: see predict.css.
      guess.el.toggleAttribute('data-course-open', open);
      if (before && !open) setTimeout(() => fetchFigure(card.root), ARRIVE_MS);
      before = open;
    },
  };
}

/** Run the next cell if its figure still waits: the kernel reaches a place in the page only until a reload. */
function fetchFigure(root) {
  const cell = root.closest('.jp-Cell')?.nextElementSibling;
  if (!cell?.querySelector('.course-waiting')) return;
  const held = document.activeElement;
  // JupyterLab takes the key from what has the focus, and runs the cell that was pressed last.
  cell.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
  cell.focus({ preventScroll: true });
  cell.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: 13, ctrlKey: true, bubbles: true }));
  // The key is taken a moment later, and the focus is lent only until then.
  setTimeout(() => { if (cell.contains(document.activeElement)) held?.focus({ preventScroll: true }); }, LENT_MS);
}
