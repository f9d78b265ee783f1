/* Single choice. */
function view(card) {
  return optionList(card, {
    empty: '请先选择一个选项。',
    labels: (right, own) => (right ? (own ? '正确：' : '应选此项：') : own ? '不对：' : '不选它：'),
  });
}
