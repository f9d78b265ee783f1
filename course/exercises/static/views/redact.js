/* Redaction: mask tokens of a ticket by pointer (tap or drag) or by keyboard. */
function view(card) {
  // The same rule as `tokens_of` in Python.
  const tokens = (card.item.text ?? '').match(/[A-Za-z0-9]+(?:[-_.@][A-Za-z0-9]+)*|[^]/gu) ?? [];
  const masked = new Set();
  const spans = tokens.map((token, place) => {
    if (!/[\p{L}\p{N}]/u.test(token)) return h('span', { role: 'presentation' }, token);
    return h('span', { role: 'option', id: card.id(place), 'data-at': place }, token);
  });
  const places = [...spans.keys()].filter((place) => spans[place].dataset.at);
  const box = h('div', {
    class: 'course-ticket', role: 'listbox', tabindex: '0', 'data-lm-suppress-shortcuts': 'true',
    'aria-multiselectable': 'true', 'aria-label': '工单正文', 'aria-describedby': card.id('how'),
  }, ...spans);
  const count = h('p', { class: 'course-how' });
  const how = h('p', { class: 'course-how', id: card.id('how') },
    '点一下或拖过文字就遮住，再来一次就放开。键盘：方向键移动，空格遮住或放开，按住 Shift 移动可连着遮。');
  const remarks = h('ul', { class: 'course-remarks' });
  let at = places[0];
  let drag = null;
  const move = (place) => {
    spans[at]?.classList.remove('course-at');
    at = place;
    spans[at].classList.add('course-at');
    box.setAttribute('aria-activedescendant', card.id(at));
  };
  const paint = () => {
    let pieces = 0;
    let characters = 0;
    let before = false;
    for (const place of places) {
      const on = masked.has(place);
      spans[place].setAttribute('aria-selected', on);
      if (on) characters += tokens[place].length;
      if (on && !before) pieces += 1;
      before = on;
    }
    // Punctuation between two masked tokens is masked with them, to the eye only.
    spans.forEach((span, place) => {
      span.dataset.masked = span.dataset.at ? masked.has(place) : masked.has(place - 1) && masked.has(place + 1);
    });
    count.textContent = pieces ? `已遮住 ${pieces} 段，共 ${characters} 个字` : '还没有遮住任何文字';
  };
  const cover = (from, to, on) => {
    const [a, b] = from < to ? [from, to] : [to, from];
    places.filter((place) => place >= a && place <= b).forEach((place) => masked[on ? 'add' : 'delete'](place));
  };
  const change = () => { paint(); card.edited(); };
  const under = (event) => {
    const hit = document.elementFromPoint(event.clientX, event.clientY)?.closest('[data-at]');
    return hit && box.contains(hit) ? Number(hit.dataset.at) : null;
  };
  const line = (step) => {
    const here = spans[at].getBoundingClientRect();
    const far = (place) => {
      const there = spans[place].getBoundingClientRect();
      const down = (there.top - here.top) * step;
      return down > 4 ? down * 1000 + Math.abs(there.left - here.left) : Infinity;
    };
    const next = places.reduce((best, place) => (far(place) < far(best) ? place : best), at);
    return next;
  };
  box.addEventListener('pointerdown', (event) => {
    const place = under(event);
    if (place === null || event.button) return;
    drag = { from: place, on: !masked.has(place), kept: [...masked] };
    move(place);
    cover(place, place, drag.on);
    change();
  });
  box.addEventListener('pointermove', (event) => {
    const place = drag && under(event);
    if (place === null || place === at) return;
    masked.clear();
    drag.kept.forEach((one) => masked.add(one));
    cover(drag.from, place, drag.on);
    move(place);
    change();
  });
  const drop = () => { drag = null; };
  ['pointerup', 'pointerleave'].forEach((name) => box.addEventListener(name, drop));
  // The browser took the gesture for scrolling: what it touched first stays as it was.
  box.addEventListener('pointercancel', () => {
    if (drag) { masked.clear(); drag.kept.forEach((one) => masked.add(one)); change(); }
    drop();
  });
  box.addEventListener('focus', () => move(at));
  box.addEventListener('keydown', (event) => {
    const index = places.indexOf(at);
    const to = {
      ArrowRight: places[index + 1], ArrowLeft: places[index - 1], ArrowDown: line(1), ArrowUp: line(-1),
      Home: places[0], End: places.at(-1),
    };
    const toggles = event.key === ' ' || (event.key === 'Enter' && !event.shiftKey);
    if (!(event.key in to) && !toggles) return;
    event.preventDefault();
    if (toggles) cover(at, at, !masked.has(at));
    else if (event.shiftKey) cover(at, to[event.key] ?? at, true);
    if (!toggles) move(to[event.key] ?? at);
    if (toggles || event.shiftKey) change();
  });
  paint();
  return {
    el: h('div', {}, h('div', { class: 'course-prompt', id: card.id('prompt') }, card.item.prompt),
      how, box, count, remarks),
    empty: '请先遮住至少一处。',
    read: () => (masked.size ? [...masked].sort((a, b) => a - b) : null),
    write(answer) {
      masked.clear();
      (Array.isArray(answer) ? answer : []).filter((one) => places.includes(one)).forEach((one) => masked.add(one));
      paint();
    },
    mark(parts, answer) {
      const own = new Set(Array.isArray(answer) ? answer : []);
      const rows = Object.entries(parts).map(([range, part]) => {
        const [start, end] = range.split('-').map(Number);
        const all = places.filter((place) => place >= start && place < end).every((place) => own.has(place));
        const verdict = part.right ? (all ? '遮对了' : '漏了') : '多遮了';
        return { start, row: h('li', { 'data-tone': part.right && all ? 'right' : 'wrong' },
          ...remark({ ...part, right: part.right && all }, `${verdict}“${tokens.slice(start, end).join('')}”　`)) };
      });
      remarks.replaceChildren(...rows.sort((a, b) => a.start - b.start).map(({ row }) => row));
    },
  };
}
