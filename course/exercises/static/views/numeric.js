/* A number with its unit. */
function view(card) { return numberField(card, { empty: '请先填写一个数字。' }); }
