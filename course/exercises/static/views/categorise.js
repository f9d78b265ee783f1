/* Categorise or match: a short row of choices for each entry, or a list when there are many categories. */
const SHORT = 14;

function view(card) {
  const categories = card.item.categories ?? [];
  const few = categories.length <= 4 && categories.every(({ text }) => text.length <= 8);
  const rows = new Map();
  const el = h('fieldset', {}, h('legend', { class: 'course-prompt', id: card.id('prompt') }, card.item.prompt));
  const changed = () => { paint(); card.edited(); };
  for (const [index, entry] of (card.item.entries ?? []).entries()) {
    const name = card.id(`entry-${index}`);
    const said = h('div', { class: 'course-said', id: card.id(`said-${index}`), hidden: '' });
    const text = h(few ? 'span' : 'label', { class: 'course-entry', id: `${name}-text`, ...(few ? {} : { for: name }) }, entry.text);
    let control;
    if (few) {
      control = h('div', { class: 'course-segments', role: 'radiogroup', 'aria-labelledby': `${name}-text`, 'aria-describedby': card.id(`said-${index}`) },
        ...categories.map((category) => h('label', {}, h('input', { type: 'radio', name, value: category.id, onchange: changed }),
          h('span', {}, category.text))));
    } else {
      control = h('select', { id: name, 'aria-describedby': card.id(`said-${index}`), onchange: changed },
        h('option', { value: '' }, '请选择…'), ...categories.map((category) => h('option', { value: category.id }, category.text)));
    }
    // A closed list on a narrow page cuts a long choice; what was chosen is repeated whole below it.
    const whole = h('div', { class: 'course-chosen', 'aria-hidden': 'true' });
    const row = h('div', { class: 'course-option' }, h('div', { class: 'course-place' }, text, control), ...(few ? [] : [whole]), said);
    rows.set(entry.id, { row, said, control, whole });
    el.append(row);
  }
  const value = ({ control }) => (few ? control.querySelector('input:checked')?.value : control.value) || '';
  const paint = () => rows.forEach((row) => {
    const chosen = categories.find((one) => one.id === value(row))?.text ?? '';
    row.row.classList.toggle('course-picked', Boolean(chosen));
    row.whole.textContent = chosen.length > SHORT ? chosen : '';
  });
  return {
    el,
    empty: '请先给每一项选择一个类别。',
    read() {
      const chosen = [...rows].map(([id, row]) => [id, value(row)]).filter(([, category]) => category);
      return chosen.length ? Object.fromEntries(chosen) : null;
    },
    write(answer) {
      for (const [id, { control }] of rows) {
        const category = answer && typeof answer === 'object' ? answer[id] : '';
        if (few) control.querySelectorAll('input').forEach((input) => { input.checked = input.value === category; });
        else control.value = categories.some((one) => one.id === category) ? category : '';
      }
      paint();
    },
    mark(parts) {
      for (const [id, { row, said }] of rows) {
        const part = parts[id];
        row.classList.toggle('course-right', Boolean(part?.right));
        row.classList.toggle('course-wrong', Boolean(part && !part.right));
        said.hidden = !part;
        said.replaceChildren(...(part ? remark(part, part.right ? '归对了：' : '再想想：') : []));
      }
    },
  };
}
