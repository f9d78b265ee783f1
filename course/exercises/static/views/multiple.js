/* Multiple choice. */
function view(card) {
  const rows = new Map();
  const rule = h('p', { class: 'course-rule', id: card.id('rule') }, card.item.rule ?? '');
  const legend = h('legend', { class: 'course-prompt', id: card.id('prompt') }, card.item.prompt);
  const el = h('fieldset', { 'aria-describedby': card.id('rule') }, legend, rule);
  for (const [index, option] of (card.item.options ?? []).entries()) {
    const input = h('input', { type: 'checkbox', value: option.id, 'aria-describedby': card.id(`said-${index}`) });
    input.addEventListener('change', () => { pick(); card.edited(); });
    const letter = h('span', { class: 'course-letter course-box', 'aria-hidden': 'true' }, String.fromCharCode(65 + index));
    const said = h('div', { class: 'course-said', id: card.id(`said-${index}`), hidden: '' });
    const row = h('div', { class: 'course-option' }, h('label', {}, input, letter, h('span', {}, option.text)), said);
    rows.set(option.id, { row, input, said });
    el.append(row);
  }
  const chosen = () => [...rows].filter(([, { input }]) => input.checked).map(([id]) => id);
  const pick = () => rows.forEach(({ row, input }) => row.classList.toggle('course-picked', input.checked));
  return {
    el,
    empty: '请至少选择一个选项。',
    read: () => (chosen().length ? chosen() : null),
    write(answer) {
      const ids = Array.isArray(answer) ? answer : [];
      rows.forEach(({ input }, option) => { input.checked = ids.includes(option); });
      pick();
    },
    mark(parts, answer) {
      for (const [id, { row, said }] of rows) {
        const part = parts[id];
        const own = Array.isArray(answer) && answer.includes(id);
        row.classList.toggle('course-right', Boolean(part?.right));
        row.classList.toggle('course-wrong', Boolean(part && !part.right && own));
        said.hidden = !part;
        const label = part?.right ? (own ? '选对了：' : '漏选了：') : own ? '选错了：' : '不选它：';
        said.replaceChildren(...(part ? remark(part, label) : []));
      }
    },
  };
}
