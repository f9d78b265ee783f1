/* Flash card: turn it, then say how well it was remembered. The rating is the answer. */
function view(card) {
  const ratings = { forgot: '忘了', recalled: '想起来了', easy: '很熟' };
  let rating = null;
  const back = h('div', { class: 'course-back', id: card.id('back') }, h('span', { class: 'course-side' }, '背面'), h('div', {}, card.item.back ?? ''));
  const flip = h('button', { type: 'button', 'aria-controls': card.id('back'), onclick: () => turn(back.hidden) });
  const buttons = Object.entries(ratings).map(([value, text]) => h('button', {
    type: 'button', class: 'course-rating', 'aria-pressed': 'false', onclick() { rate(value); card.submit(); },
  }, text));
  const rates = h('div', { class: 'course-rates', role: 'group', 'aria-label': '记得怎样？' }, h('span', { 'aria-hidden': 'true' }, '记得怎样？'), ...buttons);
  const face = h('div', { class: 'course-face' }, h('div', { class: 'course-front' }, h('span', { class: 'course-side' }, '正面'), h('div', {}, card.item.front ?? '')), back);
  const turn = (open) => {
    back.hidden = !open;
    rates.hidden = !open;
    flip.textContent = open ? '翻回正面' : '翻面（空格）';
    flip.setAttribute('aria-expanded', open);
  };
  const rate = (value) => {
    rating = value;
    buttons.forEach((button, index) => button.setAttribute('aria-pressed', Object.keys(ratings)[index] === value));
  };
  const el = h('div', {}, h('div', { class: 'course-prompt', id: card.id('prompt') }, card.item.prompt), face,
    h('div', { class: 'course-flip' }, flip, rates));
  turn(false);
  return {
    el,
    empty: '请先翻面，再选择记得怎样。',
    read: () => rating,
    write(answer) {
      const known = typeof answer === 'string' && answer in ratings;
      const before = rating;
      rate(known ? answer : null);
      if (known || before) turn(known);
    },
    mark() {
      // The ratings submit by themselves, and say how sure one was.
      card.main.classList.add('course-hidden');
      card.confidence.classList.add('course-hidden');
    },
  };
}
