/* Putting steps in order: by dragging, by buttons, by Alt with the arrow keys. */
function view(card) {
  const steps = card.item.steps ?? [];
  const shown = steps.map((step) => step.id);
  let touched = false;
  const rows = new Map();
  const list = h('ol', { class: 'course-steps', 'aria-labelledby': card.id('prompt') });
  for (const step of steps) {
    const button = (by, sign, word) => h('button', {
      type: 'button', class: 'course-move', 'aria-label': `${word}：${step.text}`, onclick: () => move(step.id, by, by),
    }, sign);
    const buttons = [button(-1, '↑', '上移'), button(1, '↓', '下移')];
    const number = h('span', { class: 'course-letter', 'aria-hidden': 'true' });
    const said = h('div', { class: 'course-said', hidden: '' });
    const row = h('li', {
      class: 'course-option',
      onpointerdown(event) { if (!event.button && event.isPrimary && !event.target.closest('button')) drag(step.id); },
      onkeydown(event) {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!event.altKey || !by) return;
        event.preventDefault();
        event.stopPropagation();
        move(step.id, by, event.target === buttons[0] ? -1 : 1);
      },
    }, h('div', { class: 'course-step' }, number, h('span', {}, step.text), ...buttons), said);
    rows.set(step.id, { row, number, said, buttons, text: step.text });
  }
  const order = () => [...list.children].map((row) => [...rows].find(([, one]) => one.row === row)[0]);
  const arrange = (ids) => {
    ids.forEach((id, index) => { if (list.children[index] !== rows.get(id).row) list.insertBefore(rows.get(id).row, list.children[index] ?? null); });
    ids.forEach((id, index) => {
      const { number, buttons } = rows.get(id);
      number.textContent = index + 1;
      buttons[0].setAttribute('aria-disabled', index === 0);
      buttons[1].setAttribute('aria-disabled', index === ids.length - 1);
    });
  };
  function move(id, by, focus) {
    const ids = order();
    const from = ids.indexOf(id);
    const to = from + by;
    if (!by || to < 0 || to >= ids.length) return;
    ids.splice(to, 0, ids.splice(from, 1)[0]);
    arrange(ids);
    // A moved element loses the focus.
    if (focus) rows.get(id).buttons[focus < 0 ? 0 : 1].focus();
    told(id);
  }
  function told(id) {
    touched = true;
    card.live.textContent = `“${rows.get(id).text}”现在是第 ${order().indexOf(id) + 1} 步，共 ${shown.length} 步。`;
    card.edited();
  }
  function drag(id) {
    const { row } = rows.get(id);
    const before = order();
    const moved = (event) => {
      const ids = order().filter((one) => one !== id);
      const above = ids.filter((one) => { const box = rows.get(one).row.getBoundingClientRect(); return event.clientY > box.top + box.height / 2; });
      ids.splice(above.length, 0, id);
      if (ids.join() !== order().join()) arrange(ids);
    };
    const end = (event) => {
      document.removeEventListener('pointermove', moved);
      for (const name of ['pointerup', 'pointercancel']) document.removeEventListener(name, end);
      row.classList.remove('course-picked');
      if (event.type === 'pointercancel') arrange(before);
      if (order().join() !== before.join()) told(id);
    };
    row.classList.add('course-picked');
    document.addEventListener('pointermove', moved);
    for (const name of ['pointerup', 'pointercancel']) document.addEventListener(name, end);
  }
  arrange(shown);
  return {
    el: h('div', {}, h('div', { class: 'course-prompt', id: card.id('prompt') }, card.item.prompt),
      h('p', { class: 'course-rule' }, '拖动，或用 ↑ ↓ 按钮、Alt+↑ / Alt+↓ 调整次序。每对一条先后关系得一份。'), list),
    empty: '请先调整次序，再提交。',
    read: () => (touched ? order() : null),
    write(answer) {
      const known = Array.isArray(answer) && answer.length === shown.length && shown.every((id) => answer.includes(id));
      touched = known;
      arrange(known ? answer : shown);
    },
    mark(parts) {
      for (const [id, { row, said }] of rows) {
        said.hidden = !parts[id];
        said.replaceChildren(...(parts[id] ? [h('span', {}, parts[id].message)] : []));
        row.classList.toggle('course-right', card.state().status === 'right');
      }
    },
  };
}
