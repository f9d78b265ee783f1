/* Predict, then check: a choice or a number, with no right and wrong. */
function view(card) {
  const options = card.item.options ?? [];
  const name = card.id('option');
  const note = h('p', { class: 'course-rule' }, '先猜一猜，不计分。提交以后和实际比较。');
  const prompt = { class: 'course-prompt', id: card.id('prompt') };
  if (!options.length) {
    const input = h('input', {
      type: 'text', inputmode: 'decimal', autocomplete: 'off', maxlength: '60', id: name, 'aria-describedby': card.id('unit'),
      oninput: () => card.edited(),
      onkeydown(event) {
        // Enter also ends a composition of an input method; that one is not meant for us.
        if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.shiftKey) return;
        event.preventDefault();
        card.submit();
      },
    });
    return {
      el: h('div', {}, h('label', { ...prompt, for: name }, card.item.prompt), note,
        h('div', { class: 'course-number' }, input, h('span', { class: 'course-unit', id: card.id('unit') }, card.item.unit ?? ''))),
      empty: '请先写下您的猜测。',
      read: () => (input.value.trim() ? input.value : null),
      write(answer) {
        const text = typeof answer === 'string' || typeof answer === 'number' ? String(answer) : '';
        if (input.value !== text) input.value = text;
      },
      mark() {},
    };
  }
  const inputs = options.map((option) => h('input', { type: 'radio', name, value: option.id, onchange() { pick(); card.edited(); } }));
  const rows = options.map((option, index) => h('div', { class: 'course-option' }, h('label', {}, inputs[index],
    h('span', { class: 'course-letter', 'aria-hidden': 'true' }, String.fromCharCode(65 + index)), h('span', {}, option.text))));
  const pick = () => rows.forEach((row, index) => row.classList.toggle('course-picked', inputs[index].checked));
  return {
    el: h('fieldset', {}, h('legend', prompt, card.item.prompt), note, ...rows),
    empty: '请先选择一个猜测。',
    read() {
      const chosen = inputs.find((input) => input.checked);
      return chosen ? [chosen.value] : null;
    },
    write(answer) {
      inputs.forEach((input) => { input.checked = Array.isArray(answer) && answer[0] === input.value; });
      pick();
    },
    mark() {},
  };
}
