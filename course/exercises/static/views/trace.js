/* Decision trace: columns of cards; one of each, or several, make a chain. */
function view(card) {
  const { columns = [], prompt } = card.item;
  const cards = new Map();
  const chain = h('p', { class: 'course-chain', 'aria-live': 'off' });
  const steps = columns.map((column, index) => {
    const type = column.several ? 'checkbox' : 'radio';
    const rows = column.cards.map((one) => {
      const input = h('input', {
        type, name: card.id(column.id), value: one.id, 'aria-describedby': card.id(`said-${one.id}`),
        onchange: () => { paint(); card.edited(); },
      });
      const said = h('div', { class: 'course-said', id: card.id(`said-${one.id}`), hidden: '' });
      const data = one.ref || one.row
        ? [h('span', { class: 'course-data' }, ...(one.ref ? [h('b', {}, one.ref)] : []), one.row ?? '')] : [];
      const row = h('div', { class: 'course-link' }, h('label', {}, input, h('span', {}, one.text, ...data)), said);
      cards.set(one.id, { column: column.id, input, row, said });
      return row;
    });
    const title = h('legend', {}, `${index + 1} ${column.title}`, h('small', {}, column.several ? '可选多张' : '选一张'));
    return h('fieldset', { class: 'course-column' }, title, ...rows);
  });
  const picked = (column) => [...cards].filter(([, one]) => one.column === column.id && one.input.checked).map(([id]) => id);
  const paint = () => {
    cards.forEach(({ input, row }) => row.classList.toggle('course-taken', input.checked));
    chain.textContent = columns.map((column) => `${picked(column).length ? '●' : '○'} ${column.title}`).join(' → ');
  };
  paint();
  return {
    el: h('div', {}, h('div', { class: 'course-prompt', id: card.id('prompt') }, prompt), chain,
      h('div', { class: 'course-columns' }, ...steps)),
    empty: '请在每一列选一张卡片。',
    read() {
      const pairs = columns.map((column) => [column.id, picked(column)]).filter(([, ids]) => ids.length);
      return pairs.length ? Object.fromEntries(pairs) : null;
    },
    write(answer) {
      cards.forEach(({ column, input }, id) => { input.checked = Boolean(answer?.[column]?.includes?.(id)); });
      paint();
    },
    mark(parts, answer) {
      cards.forEach(({ column, row, said }, id) => {
        const part = parts[id];
        const own = Boolean(answer?.[column]?.includes?.(id));
        const text = part?.right ? (own ? '接得上：' : '应选这张：') : own ? '不对：' : '不选它：';
        row.dataset.tone = !part ? '' : part.right ? 'right' : own ? 'wrong' : 'other';
        said.hidden = !part;
        said.replaceChildren(...(part ? remark(part, text) : []));
      });
    },
  };
}
