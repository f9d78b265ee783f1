/* The glossary: a box that filters a list. Everything is here; nothing is asked of Python. */
const plain = (text) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

function glossary({ model, el }) {
  dress();
  el.classList.add('course-live');
  const name = (part) => `glossary-${model.model_id ?? 'card'}-${part}`;
  const rows = model.get('terms').map((term) => ({
    found: plain(`${term.term}${term.english}${term.definition}`),
    named: plain(`${term.term} ${term.english}`),
    el: h('li', { class: 'course-term' },
      h('b', {}, term.term), ...(term.english ? [h('span', { lang: 'en' }, term.english)] : []),
      h('div', {}, term.definition, ...(term.own ? [] : [h('span', {}, `第 ${Number(term.chapter.slice(2))} 章`)]))),
  }));
  const list = h('ul', { class: 'course-terms' }, ...rows.map((row) => row.el));
  const frame = h('div', {
    class: 'course-termbox', role: 'region', tabindex: '0', 'aria-label': '词语', 'data-lm-suppress-shortcuts': 'true',
  }, list);
  const said = h('p', { class: 'course-rule', role: 'status' });
  const box = h('input', { type: 'search', id: name('box'), autocomplete: 'off', placeholder: '停钟、NPS、受理……', oninput: () => filter() });
  function filter() {
    const wanted = plain(box.value);
    const hits = rows.filter((row) => row.found.includes(wanted));
    // Those that are called so stand before those that only mention it.
    const order = wanted ? [...hits].sort((a, b) => b.named.includes(wanted) - a.named.includes(wanted)) : hits;
    list.replaceChildren(...order.map((row) => row.el));
    frame.scrollTop = 0;
    said.textContent = !wanted ? `一共 ${rows.length} 个词` : hits.length ? `找到 ${hits.length} 个词` : '没有找到，换个说法试试。';
  }
  el.append(h('div', { class: 'course-card', role: 'group', lang: 'zh-CN', 'aria-label': '词语表' },
    h('div', { class: 'course-head' }, h('span', { class: 'course-kind' }, '词语表'), h('span', { class: 'course-section' }, '不用联网')),
    h('div', { class: 'course-body' },
      h('label', { class: 'course-search', for: name('box') }, h('span', {}, '找一个词'), box), said, frame)));
  filter();
  return hideStatic(el);
}

export default { render: glossary };
