/* A reply in one's own words. Python says which elements it found; this only shows them. */
function view(card) {
  const { customer, elements = [], least = 1, most = 9999, graded } = card.item;
  const box = h('textarea', {
    rows: '5', id: card.id('text'), maxlength: '2000', 'aria-describedby': `${card.id('count')} ${card.id('list')}`,
    oninput() { count(); card.edited(); },
  });
  const counter = h('span', { class: 'course-count', id: card.id('count') });
  const list = h('ul', { class: 'course-checks', id: card.id('list'), 'aria-label': '必备要点' });
  const words = h('div', { class: 'course-words', hidden: '' });
  const remarks = h('div', {});
  const count = () => {
    const found = box.value.match(/[A-Za-z0-9０-９Ａ-Ｚａ-ｚ]+|[^\sA-Za-z0-9０-９Ａ-Ｚａ-ｚ]/gu)?.length ?? 0;
    counter.textContent = `${found} 字（要求 ${least}～${most} 字）`;
    counter.classList.toggle('course-unsaved', found > most);
  };
  const check = (name, matched) => h('li', { class: matched ? 'course-found' : '' },
    h('span', { 'aria-hidden': 'true' }, graded ? '·' : matched ? '✓' : '○'), h('span', {}, name),
    ...(matched ? [h('q', {}, matched)] : graded ? [] : [h('span', { class: 'course-unseen' }, '（还没有写到）')]));
  const asks = customer ? [h('div', { class: 'course-bubble' }, h('b', {}, '客户'), h('p', {}, customer))] : [];
  return {
    el: h('div', {}, h('label', { class: 'course-prompt', id: card.id('prompt'), for: card.id('text') }, card.item.prompt), ...asks,
      h('div', { class: 'course-reply' }, box, h('div', { class: 'course-under' }, h('b', {}, '必备要点'), counter), list), words, remarks),
    empty: '请先写下您的回复。',
    read: () => (box.value.trim() ? box.value : null),
    write(answer) {
      const text = typeof answer === 'string' ? answer : '';
      if (box.value !== text) box.value = text;
      count();
    },
    mark(parts) {
      const live = card.state().live ?? {};
      const checks = live.checks ?? elements.map((name) => [name, '']);
      list.replaceChildren(...checks.map(([name, matched]) => check(name, matched)));
      words.hidden = !live.words?.length;
      words.replaceChildren('这些说法再斟酌：', ...(live.words ?? []).map((word) => h('mark', {}, word)));
      const of = (kind) => Object.entries(parts).filter(([id]) => id.startsWith(kind)).map(([, part]) => part);
      const findings = of('finding').map((part) => h('div', { class: 'course-option course-wrong' },
        h('div', { class: 'course-said' }, ...remark(part, '要改：'))));
      const samples = of('sample').map((part) => h('blockquote', {}, part.message));
      remarks.replaceChildren(...findings, ...(samples.length ? [h('p', { class: 'course-compare' }, '和参考回复比一比'), ...samples] : []));
    },
  };
}
