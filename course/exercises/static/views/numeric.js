/* A number with its unit. */
function view(card) {
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
    el: h('div', {}, prompt, h('div', { class: 'course-number' }, input, unit)),
    empty: '请先填写一个数字。',
    read: () => (input.value.trim() ? input.value : null),
    write(answer) {
      const text = typeof answer === 'string' || typeof answer === 'number' ? String(answer) : '';
      if (input.value !== text) input.value = text;
    },
    mark: () => {},
  };
}
