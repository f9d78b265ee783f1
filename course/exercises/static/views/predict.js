/* Predict, then check: a choice or a number, with no right and wrong. */
function view(card) {
  const note = '先猜一猜，不计分。提交以后和实际比较。';
  return card.item.options?.length
    ? optionList(card, { note, empty: '请先选择一个猜测。' })
    : numberField(card, { note, empty: '请先写下您的猜测。' });
}
