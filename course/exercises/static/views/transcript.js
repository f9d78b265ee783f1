/* The QA desk: mark lines of a conversation, and fill in a scorecard. */
function view(card) {
  const { turns = [], criteria = [], prompt } = card.item;
  const marks = new Map();
  const levels = new Map();
  const remarks = new Map();
  const said = (id) => {
    const element = h('div', { class: 'course-said', id: card.id(`said-${id}`), hidden: '' });
    remarks.set(id, element);
    return element;
  };
  const first = turns[0]?.who;
  const talk = turns.map((turn, index) => {
    const input = h('input', {
      type: 'checkbox', 'aria-label': `第 ${index + 1} 句有问题`, 'aria-describedby': `${card.id(turn.id)} ${card.id(`said-${turn.id}`)}`,
      onchange: () => { paint(); card.edited(); },
    });
    const row = h('li', { class: 'course-turn', 'data-side': turn.who === first ? 'a' : 'b' },
      h('label', {}, input,
        h('span', { class: 'course-line', id: card.id(turn.id) }, h('b', {}, `${index + 1} ${turn.who}`), turn.text),
        h('span', { class: 'course-flag', 'aria-hidden': 'true' })), said(turn.id));
    marks.set(turn.id, { input, row });
    return row;
  });
  const scorecard = criteria.map((one) => {
    const inputs = ['合格', '不合格', '不适用'].map((value) => h('input', {
      type: 'radio', name: card.id(one.id), value, 'aria-describedby': card.id(`said-${one.id}`), onchange: () => card.edited(),
    }));
    const name = h('legend', {}, one.text, ...(one.fatal ? [h('b', { class: 'course-fatal' }, '致命项')] : []));
    levels.set(one.id, inputs);
    return h('fieldset', { class: 'course-criterion' }, name,
      h('div', { class: 'course-levels' }, ...inputs.map((input) => h('label', {}, input, input.value))), said(one.id));
  });
  const level = (id) => levels.get(id).find((input) => input.checked)?.value;
  const paint = () => marks.forEach(({ input, row }) => {
    row.classList.toggle('course-flagged', input.checked);
    row.querySelector('.course-flag').textContent = input.checked ? '⚑ 有问题' : '⚐ 标出';
  });
  paint();
  return {
    el: h('div', {}, h('div', { class: 'course-prompt', id: card.id('prompt') }, prompt),
      h('p', { class: 'course-part' }, '一、读对话，标出有问题的句子'), h('ol', { class: 'course-talk' }, ...talk),
      h('p', { class: 'course-part' }, '二、填评分表'), ...scorecard),
    empty: '请先填评分表。',
    read() {
      const rated = criteria.filter((one) => level(one.id)).map((one) => [one.id, level(one.id)]);
      const lines = turns.filter((turn) => marks.get(turn.id).input.checked).map((turn) => turn.id);
      return rated.length || lines.length ? { levels: Object.fromEntries(rated), lines } : null;
    },
    write(answer) {
      const lines = Array.isArray(answer?.lines) ? answer.lines : [];
      marks.forEach(({ input }, id) => { input.checked = lines.includes(id); });
      levels.forEach((inputs, id) => inputs.forEach((input) => { input.checked = input.value === answer?.levels?.[id]; }));
      paint();
    },
    mark(parts, answer) {
      const lines = answer?.lines ?? [];
      remarks.forEach((element, id) => {
        const part = parts[id];
        const line = marks.has(id);
        const good = Boolean(part?.right && (!line || lines.includes(id)));
        const text = line ? (good ? '找到了：' : part?.right ? '漏了这一句：' : '多标了：') : good ? '与专家一致：' : '与专家不一致：';
        element.hidden = !part;
        element.dataset.tone = good ? 'right' : 'wrong';
        element.replaceChildren(...(part ? remark({ ...part, right: good }, text) : []));
      });
    },
  };
}
