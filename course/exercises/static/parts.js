/* Parts that views of several types are made of. Each of the two functions returns a view (see card.js). */

/** Lettered options of which one or several are chosen. `labels(right, own)` names a remark; without it there are none. */
function optionList(card, { several = false, note = '', empty, labels }) {
  const rows = new Map();
  const rule = note ? [h('p', { class: 'course-rule', id: card.id('rule') }, note)] : [];
  const el = h('fieldset', note ? { 'aria-describedby': card.id('rule') } : {},
    h('legend', { class: 'course-prompt', id: card.id('prompt') }, card.item.prompt), ...rule);
  for (const [index, option] of (card.item.options ?? []).entries()) {
    const input = h('input', {
      type: several ? 'checkbox' : 'radio', name: card.id('option'), value: option.id,
      'aria-describedby': card.id(`said-${index}`), onchange: () => { paint(); card.edited(); },
    });
    const letter = h('span', { class: several ? 'course-letter course-box' : 'course-letter', 'aria-hidden': 'true' },
      String.fromCharCode(65 + index));
    const said = h('div', { class: 'course-said', id: card.id(`said-${index}`), hidden: '' });
    const row = h('div', { class: 'course-option' }, h('label', {}, input, letter, h('span', {}, option.text)), said);
    rows.set(option.id, { row, input, said });
    el.append(row);
  }
  const chosen = () => [...rows].filter(([, { input }]) => input.checked).map(([id]) => id);
  const paint = () => rows.forEach(({ row, input }) => row.classList.toggle('course-picked', input.checked));
  return {
    el,
    empty,
    read: () => (chosen().length ? chosen() : null),
    write(answer) {
      const ids = Array.isArray(answer) ? answer.slice(0, several ? undefined : 1) : [];
      rows.forEach(({ input }, id) => { input.checked = ids.includes(id); });
      paint();
    },
    mark(parts, answer) {
      if (!labels) return;
      for (const [id, { row, said }] of rows) {
        const part = parts[id];
        const own = Array.isArray(answer) && answer.includes(id);
        row.classList.toggle('course-right', Boolean(part?.right));
        row.classList.toggle('course-wrong', Boolean(part && !part.right && own));
        said.hidden = !part;
        said.replaceChildren(...(part ? remark(part, labels(part.right, own)) : []));
      }
    },
  };
}

/** A field for a number, with its unit behind it. */
function numberField(card, { note = '', empty }) {
  const input = h('input', {
    type: 'text', inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false', maxlength: '60',
    id: card.id('number'), 'aria-describedby': card.id('unit'),
    oninput: () => card.edited(),
    onkeydown: (event) => {
      // Enter also ends a composition of an input method; that one is not meant for us.
      if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.shiftKey) return;
      event.preventDefault();
      card.submit();
    },
  });
  const prompt = h('label', { class: 'course-prompt', id: card.id('prompt'), for: card.id('number') }, card.item.prompt);
  const unit = h('span', { class: 'course-unit', id: card.id('unit') }, card.item.unit ?? '');
  return {
    el: h('div', {}, prompt, ...(note ? [h('p', { class: 'course-rule' }, note)] : []),
      h('div', { class: 'course-number' }, input, unit)),
    empty,
    read: () => (input.value.trim() ? input.value : null),
    write(answer) {
      const text = typeof answer === 'string' || typeof answer === 'number' ? String(answer) : '';
      if (input.value !== text) input.value = text;
    },
    mark: () => {},
  };
}
