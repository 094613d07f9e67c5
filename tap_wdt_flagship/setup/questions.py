"""Questions and answers: by an option, by asking at a terminal, or by what is set already."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.prompt import Confirm, InvalidResponse, PromptBase

from tap_wdt_flagship.check_table import WITHOUT_TERMINAL
from tap_wdt_flagship.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.console import RenderableType

TERMINAL: Final = "/dev/tty"
KEPT: Final = "已填，回车沿用 / set, Enter keeps it"


@dataclass(frozen=True)
class Question:
    """One thing to know."""

    name: str
    """The answer's name, that of its option with underscores."""
    text: str
    """What is asked, in both languages."""
    fault_of: Callable[[str], str | None] = lambda _: None
    """What is wrong with an answer, in both languages; never the answer itself."""
    hints: Sequence[RenderableType] = ()
    """Lines above the question, such as where the answer is found."""
    variable: str | None = None
    """The environment variable that may hold the answer already."""
    default: str | None = None
    """The answer where there is none; required without it."""
    secret: bool = False

    @property
    def option(self) -> str:
        """The option that answers it."""
        return f"--{self.name.replace('_', '-')}"


class Answers:
    """Asks where somebody sits at a terminal, and otherwise says which option is missing."""

    def __init__(
        self, given: Mapping[str, str | None], known: Mapping[str, str], *, asks: bool
    ) -> None:
        self.asks = asks
        width = None if sys.stdout.isatty() else WITHOUT_TERMINAL
        self.console = Console(width=width, markup=False, highlight=False, soft_wrap=True)
        self._given = {name: value.strip() for name, value in given.items() if value is not None}
        self._known = known

    def say(self, *lines: RenderableType) -> None:
        """Tell something."""
        for line in lines:
            self.console.print(line)

    def head(self, *lines: str) -> None:
        """Tell what only somebody who is asked wants to know."""
        if self.asks:
            self.say(*lines)

    def get(self, question: Question) -> str:
        """The answer.

        Raises:
            RunError: the one given is wrong, or there is none and nobody to ask.
        """
        known = self._known.get(question.variable or "") or question.default
        given = self._given.get(question.name)
        fault = None if given is None else question.fault_of(given)
        if given is not None and fault is None:
            return given
        if self.asks:
            self.say("", *question.hints, *([f"✗ {fault}"] if fault else []))
            return _Line.asked(question, known, self.console)
        if fault is None and known is not None:
            given, fault = known, question.fault_of(known)
        if given is None:
            raise RunError(
                f"没有终端，缺少 {question.option}", f"no terminal; missing: {question.option}"
            )
        if fault is not None:
            zh, _, en = fault.partition(" / ")
            raise RunError(f"{question.option}：{zh}", f"{question.option}: {en}")
        return given

    def ask_again(self, names: Sequence[str], answered: Mapping[str, str]) -> None:
        """Forget these answers, which were refused; what was typed is offered again."""
        self._known = {**self._known, **answered}
        self._given = {name: value for name, value in self._given.items() if name not in names}

    def knows(self, variable: str) -> bool:
        """Whether something is set already."""
        return bool(self._known.get(variable))

    def agree(self, text: str, *, given: bool | None) -> bool:
        """Whether to do something: as an option says, else as is answered, else not."""
        if given is not None or not self.asks:
            return bool(given)
        return _YesNo.ask(text, console=self.console, default=True)


class _Line(PromptBase[str]):
    """A line of text that is checked as it is typed."""

    question: Question
    known: str | None

    @classmethod
    def asked(cls, question: Question, known: str | None, console: Console) -> str:
        prompt = cls(question.text, console=console, password=question.secret)
        prompt.question, prompt.known = question, known
        if known:
            prompt.prompt.append(f" [{KEPT if question.secret else known}]")
        return prompt()

    def process_response(self, value: str) -> str:
        answer = value.strip() or self.known
        if answer is None:
            raise InvalidResponse("✗ 必填 / required")
        if fault := self.question.fault_of(answer):
            raise InvalidResponse(f"✗ {fault}")
        return answer

    def on_validate_error(self, value: str, error: InvalidResponse) -> None:
        del value
        self.console.print(error.message)


class _YesNo(Confirm):
    validate_error_message = "✗ 请输入 y 或 n / y or n"


def one_of(choices: Sequence[str]) -> Callable[[str], str | None]:
    """A check that an answer is one of some words."""
    zh, en = " 或 ".join(choices), " or ".join(choices)
    return lambda answer: None if answer in choices else f"应为 {zh} / must be {en}"


def take_terminal() -> bool:
    """Whether somebody sits at a terminal, which is then where everything is shown.

    `meltano run` leaves a plugin the terminal's keyboard, but puts its own log in front of what it
    shows, a line at a time: a question would not be seen before it is answered.
    """
    if not sys.stdin.isatty():
        return False
    if not sys.stdout.isatty():
        try:
            screen = os.open(TERMINAL, os.O_RDWR)
        except OSError:
            return False
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(screen, stream.fileno())
        os.close(screen)
    return True
