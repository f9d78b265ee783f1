"""A reply reduced to what it says, with the way back to the trainee's own characters.

Width, case, traditional forms and look-alike letters are made equal, and whatever only hides a word is
dropped: spaces, invisible and direction marks, dots or stars between characters. Steps: read, map, separate,
unstitch.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# A reply has some 200 characters; the bounds keep a pasted book from holding up the card.
KEPT_CHARACTERS = 5_000
READ_CHARACTERS = 20_000

SENTENCE_ENDS = "。!?;"
CLAUSE_ENDS = ",:"
BREAKS = SENTENCE_ENDS + CLAUSE_ENDS

_TRADITIONAL = (
    "證证 証证 驗验 碼码 號号 賬账 帐账 帳账 戶户 單单 據据 賠赔 償偿 額额 還还 補补 錢钱 貸贷 "
    "貨货 財财 資资 險险 穩稳 賺赚 虧亏 無无 風风 點点 會会 給给 發发 報报 讀读 說说 説说 講讲 "
    "訴诉 請请 話话 誰谁 該该 認认 記记 設设 許许 談谈 調调 諾诺 討讨 訊讯 試试 詐诈 騙骗 騷骚 "
    "權权 檢检 監监 測测 評评 級级 純纯 紅红 結结 絕绝 經经 綫线 線线 網网 總总 續续 緊紧 銀银 "
    "鎖锁 錯错 開开 關关 門门 間间 問问 聞闻 閉闭 閒闲 陸陆 際际 隨随 難难 雙双 電电 響响 頁页 "
    "頂顶 項项 順顺 預预 領领 題题 顯显 願愿 類类 馬马 驚惊 體体 齊齐 龍龙 買买 賣卖 費费 貴贵 "
    "質质 購购 贈赠 賴赖 車车 軟软 較较 輸输 轉转 辦办 這这 進进 遠远 過过 運运 選选 遲迟 連连 "
    "週周 達达 區区 協协 卻却 參参 雲云 員员 啟启 嗎吗 團团 圖图 國国 執执 塊块 墊垫 處处 備备 "
    "夠够 妳您 你您 她他 它他 學学 實实 審审 寫写 對对 導导 專专 將将 層层 屬属 幣币 幫帮 幹干 "
    "應应 廣广 張张 強强 彈弹 後后 從从 徵征 復复 態态 憑凭 憶忆 懷怀 戰战 擔担 擇择 擊击 擾扰 "
    "攔拦 敗败 數数 斷断 時时 暫暂 書书 東东 條条 樣样 機机 櫃柜 歸归 殘残 沒没 洩泄 淨净 減减 "
    "滿满 漲涨 潔洁 潰溃 災灾 為为 爲为 爭争 狀状 獲获 現现 異异 當当 療疗 盡尽 盤盘 確确 礙碍 "
    "禮礼 稅税 種种 競竞 範范 節节 簡简 簽签 籤签 約约 細细 終终 組组 統统 維维 編编 緩缓 繳缴 "
    "罰罚 職职 聯联 聲声 聽听 臺台 與与 舉举 舊旧 萬万 葉叶 蓋盖 薦荐 藥药 術术 衝冲 製制 見见 "
    "視视 親亲 觀观 計计 訂订 訓训 託托 訪访 註注 詢询 詳详 誤误 課课 諮咨 謝谢 護护 變变 讓让 "
    "負负 責责 賓宾 贏赢 趕赶 跡迹 適适 邊边 郵邮 醫医 錄录 鏈链 鐘钟 長长 閱阅 離离 雜杂 靜静 "
    "飛飞 餘余 騰腾 驅驱 鬆松 麼么 麽么 裡里 裏里 著着 羣群"
)
# Cyrillic and Greek letters that look like Latin ones, and the roman numeral for five.
_LOOK_ALIKE = "аa еe оo рp сc хx уy ѵv вb кk мm нh тt ѕs іi јj οo αa ρp νv χx κk τt υu ιi"
_VARIANTS = {pair[0]: pair[1] for pair in (_TRADITIONAL + " " + _LOOK_ALIKE).split()}
_PUNCTUATION = {
    "，": ",", "﹐": ",", "：": ":", "；": ";", "！": "!", "？": "?", "…": ",", "—": ",", "–": "-", "｡": "。",
    "「": "“", "『": "“", "」": "”", "』": "”", "‘": "“", "’": "”", "〝": "“", "〞": "”",
    "－": "-",
}  # fmt: skip
_STITCHES = frozenset(".-_*·•・~|/\\^`'+=#&")


@dataclass(frozen=True)
class Normalised:
    """The reduced text; `sources[i]` is the place in the original of its character i."""

    text: str
    sources: tuple[int, ...]
    too_long: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return start and end in the original of a part of the reduced text."""
        if start >= end:
            place = self.sources[start] if start < len(self.sources) else 0
            return place, place
        return self.sources[start], self.sources[end - 1] + 1


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿" or "豈" <= char <= "﫿" or "𠀀" <= char <= "𲎯"


def _mapped(raw: str) -> str:
    """Return raw, one character, as characters of the reduced text, maybe none; a space is any gap."""
    if raw in "\r\n\u2028\u2029\v\f":
        return "\n"
    if raw in _PUNCTUATION:
        return _PUNCTUATION[raw]
    category = unicodedata.category(raw)
    if category[0] == "Z" or raw == "\t":
        return " "
    if category[0] in "CM" or category in ("So", "Sk"):
        # Circled digits and letters are symbols too, yet they say something.
        plain = unicodedata.normalize("NFKC", raw)
        return plain.lower() if plain != raw and plain.isalnum() else ""
    plain = unicodedata.normalize("NFKC", raw).lower()
    return "".join(_VARIANTS.get(char, char) for char in plain if unicodedata.category(char)[0] != "M")


def _read(text: str) -> tuple[list[str], list[int], bool]:
    chars: list[str] = []
    sources: list[int] = []
    for place, raw in enumerate(text[:READ_CHARACTERS]):
        for char in _mapped(raw):
            chars.append(char)
            sources.append(place)
        if len(chars) >= KEPT_CHARACTERS:
            return chars, sources, place + 1 < len(text)
    return chars, sources, len(text) > READ_CHARACTERS


def _separated(chars: list[str], sources: list[int]) -> tuple[list[str], list[int]]:
    """Drop spaces and stitches; a line end or a Latin full stop after four characters ends a sentence."""
    kept: list[str] = []
    places: list[int] = []
    run = 0
    open_quote = False
    for index, char in enumerate(chars):
        before = kept[-1] if kept else ""
        after = next((each for each in chars[index + 1 : index + 9] if each not in " \n"), "")
        if char == " ":
            continue
        if char == '"':
            char, open_quote = ("”", False) if open_quote else ("“", True)
        elif char == "\n" or (char == "." and not (before.isdigit() and after.isdigit())):
            if run < 4:
                continue
            char = "。"
        elif _only_joins(char, before.isdigit(), after.isdigit()):
            continue
        run = 0 if char in BREAKS else run + 1
        kept.append(char)
        places.append(sources[index])
    return kept, places


def _only_joins(char: str, digit_before: bool, digit_after: bool) -> bool:
    """Return whether char groups digits, as in 8,204, or stitches characters together, as in 验*证*码."""
    if char == ",":
        return digit_before and digit_after
    return char in _STITCHES and not (digit_before or digit_after)


def _unstitched(chars: list[str], sources: list[int]) -> tuple[list[str], list[int]]:
    """Drop punctuation between single characters, as in 验，证，码."""
    marks = [-1, *(place for place, char in enumerate(chars) if char in BREAKS + "、"), len(chars)]
    dropped = set()
    for previous, mark, following in zip(marks, marks[1:], marks[2:], strict=False):
        single_before = mark - previous == 2 and _is_han(chars[mark - 1])
        if single_before and following - mark == 2 and _is_han(chars[mark + 1]):
            dropped.add(mark)
    kept = [place for place in range(len(chars)) if place not in dropped]
    return [chars[place] for place in kept], [sources[place] for place in kept]


def normalise(text: str) -> Normalised:
    """Return text reduced to what it says, at most `KEPT_CHARACTERS` long. Never raises."""
    chars, sources, too_long = _read(text)
    chars, sources = _unstitched(*_separated(chars, sources))
    return Normalised("".join(chars), tuple(sources), too_long)
