/* Single choice. */
function view(card) {
  const name = card.id('option');
  const rows = new Map();
  const legend = h('legend', { class: 'course-prompt', id: card.id('prompt') }, card.item.prompt);
  const el = h('fieldset', {}, legend);
  for (const [index, option] of (card.item.options ?? []).entries()) {
    const input = h('input', { type: 'radio', name, value: option.id, 'aria-describedby': card.id(`said-${index}`) });
    input.addEventListener('change', () => { pick(); card.edited(); });
    const letter = h('span', { class: 'course-letter', 'aria-hidden': 'true' }, String.fromCharCode(65 + index));
    const said = h('div', { class: 'course-said', id: card.id(`said-${index}`), hidden: '' });
    const row = h('div', { class: 'course-option' }, h('label', {}, input, letter, h('span', {}, option.text)), said);
    rows.set(option.id, { row, input, said });
    el.append(row);
  }
  const chosen = () => [...rows].find(([, { input }]) => input.checked)?.[0];
  const pick = () => rows.forEach(({ row, input }) => row.classList.toggle('course-picked', input.checked));
  return {
    el,
    empty: '请先选择一个选项。',
    read: () => (chosen() ? [chosen()] : null),
    write(answer) {
      const id = Array.isArray(answer) ? answer[0] : null;
      rows.forEach(({ input }, option) => { input.checked = option === id; });
      pick();
    },
    mark(parts, answer) {
      for (const [id, { row, said }] of rows) {
        const part = parts[id];
        const own = Array.isArray(answer) && answer.includes(id);
        row.classList.toggle('course-right', Boolean(part?.right));
        row.classList.toggle('course-wrong', Boolean(part && !part.right && own));
        said.hidden = !part;
        const label = part?.right ? (own ? '正确：' : '应选此项：') : own ? '不对：' : '不选它：';
        said.replaceChildren(...(part ? remark(part, label) : []));
      }
    },
  };
}
