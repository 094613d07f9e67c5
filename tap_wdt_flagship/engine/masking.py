"""Messages of the gateway without the values in them: only known words stay."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from tap_wdt_flagship.gateway.answers import RULES, UNKNOWN
from tap_wdt_flagship.schemas import coded, load
from tap_wdt_flagship.streams import LINE_STREAMS, REPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST: Final = 120
MASK: Final = "□"
_chinese = re.compile(r"[\u4e00-\u9fff]+").finditer
_other_words = re.compile(r"[^\W\u4e00-\u9fff]+")
"""Latin words, numbers, and anything else that is no Chinese."""
COMMON: Final = (
    "失败成功数据异常错误系统服务接口请求返回超时连接处理查询重复操作暂不可用联系管理员您的当前"
)
"""Words of error messages that stand in no schema."""


def masked(message: str) -> str:
    """A message in which numbers, names and all else that is no known word is masked."""
    latin, pairs = _vocabulary()
    text = _other_words.sub(
        lambda found: found[0] if found[0].casefold() in latin else MASK, message
    )
    kept = [*text]
    for run in _chinese(text):
        known = {
            place
            for at in range(run.start(), run.end() - 1)
            if text[at : at + 2] in pairs
            for place in (at, at + 1)
        }
        for at in range(run.start(), run.end()):
            if at not in known:
                kept[at] = MASK
    return re.sub(f"{MASK}+", MASK, "".join(kept))[:LONGEST]


@cache
def _vocabulary() -> tuple[frozenset[str], frozenset[str]]:
    """Latin words, and pairs of Chinese characters that stand beside each other in known words."""
    texts = [COMMON, *_texts()]
    latin = {word.casefold() for text in texts for word in _other_words.findall(text)}
    runs = (run[0] for text in texts for run in _chinese(text))
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return frozenset(word for word in latin if word.isalpha()), frozenset(pairs)


def _texts() -> Iterator[str]:
    for rule in (*RULES, UNKNOWN):
        yield from (rule.zh, rule.en, rule.message or "")
    for stream in (*REPORTS, *LINE_STREAMS):
        schema = load(stream.name)
        yield schema["title"]
        yield from _titles(schema["properties"])


def _titles(properties: Mapping[str, Any]) -> Iterator[str]:
    for name, spec in properties.items():
        yield from (name.replace("_", " "), spec.get("title", ""))
        yield from _titles(spec.get("properties", {}))
    for _, spec in coded(dict(properties)):
        yield from (zh for zh, _ in spec["x-codes"].values())
