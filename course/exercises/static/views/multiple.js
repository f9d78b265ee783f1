/* Multiple choice. */
function view(card) {
  return optionList(card, {
    several: true,
    note: card.item.rule ?? '',
    empty: '请至少选择一个选项。',
    labels: (right, own) => (right ? (own ? '选对了：' : '漏选了：') : own ? '选错了：' : '不选它：'),
  });
}
