"""What happens to a command on its way from a terminal into a ticket: one function per kind of damage.

Each takes the text of a curl command and gives what a customer would have pasted, or None where that damage does not
apply or destroys what no reader could know again.
"""

import html
import json
import re
import textwrap
from collections.abc import Callable

Mangler = Callable[[str], str | None]


def _each_line(text: str, front: Callable[[int], str]) -> str:
    return "\n".join(front(number) + line for number, line in enumerate(text.split("\n")))


def prompt(text: str) -> str:
    """Typed at a prompt, the shell's own prompt in front of the lines that go on."""
    return _each_line(text, lambda number: "> " if number else "$ ")


def root_prompt(text: str) -> str:
    return f"[root@api-host-3 ~]# {text}"


def user_prompt(text: str) -> str:
    return f"erika@laptop:~/projects/api$ {text}"


def fancy_prompt(text: str) -> str:
    return f"(venv) ➜  api git:(main) ✗ {text}"


def mail(text: str) -> str:
    return "Hello,\n\nOn Tue, 3 Feb 2026 at 09:12, Erika wrote:\n\n" + _each_line(text, lambda _: "> ") + "\n\nRegards"


def mail_twice(text: str) -> str:
    return "Dear team,\n\n" + _each_line(text, lambda _: ">> ") + "\n> \n> any news?\n"


def smart_quotes(text: str) -> str | None:
    """Every quote made typographic, as word processors and chats do: opening behind a blank or a bracket."""
    if "'\\''" in text or "$'" in text or '\\"' in text or "`" in text:
        return None
    text = re.sub(r"(?<![^\s=(\[{:,'])\"", "“", text).replace('"', "”")
    return re.sub(r"(?<![^\s=(\[{:,“])'", "‘", text).replace("'", "’")


def long_dash(text: str) -> str | None:
    return re.sub(r"(?<=\s)--(?=[a-z])", "—", text) if " --" in text else None


def lost_backslashes(text: str) -> str | None:
    return re.sub(r" ?\\\n", "\n", text) if "\\\n" in text else None


def lost_newlines(text: str) -> str | None:
    return re.sub(r"\\\n\s*", "\\\\ ", text) if "\\\n" in text else None


def joined_lines(text: str) -> str | None:
    return re.sub(r"\s*\\\n\s*", " ", text) if "\\\n" in text else None


def trailing_blanks(text: str) -> str | None:
    return text.replace("\\\n", "\\  \n") if "\\\n" in text else None


def doubled_lines(text: str) -> str | None:
    return text.replace("\\\n", "\\\n\n") if "\\\n" in text else None


def entities(text: str) -> str:
    return html.escape(text)


def some_entities(text: str) -> str | None:
    return text.replace("&", "&amp;") if "&" in text else None


def no_break_spaces(text: str) -> str:
    return re.sub(r"(?m)^ +| +(?=['\"-])", lambda each: each.group().replace(" ", "\u00a0"), text)


def all_no_break(text: str) -> str:
    return text.replace(" ", "\u00a0")


def carriage_returns(text: str) -> str:
    return text.replace("\n", "\r\n")


def fence(text: str) -> str:
    return f"Here is what I ran:\n\n```bash\n{text}\n```\n\nIt does not work."


def inline_code(text: str) -> str | None:
    return None if "\n" in text or "`" in text else f"I ran `{text}` and nothing comes back."


def jira(text: str) -> str:
    return f"h2. Steps\n{{code:bash}}\n{text}\n{{code}}\nplease help"


def noformat(text: str) -> str:
    return f"{{noformat}}{text}{{noformat}}"


def indented(text: str) -> str:
    return "This is my call:\n\n" + _each_line(text, lambda _: "    ") + "\n\nThanks"


def numbered(text: str) -> str | None:
    return _each_line(text, lambda number: f"{number + 1:3}  ") if text.count("\n") > 1 else None


def colours(text: str) -> str:
    return re.sub(r"(?<=[ \n])(--?[A-Za-z][\w-]*)(?= )", "\x1b[33m\\1\x1b[0m", f"\x1b[32m$\x1b[0m {text}")


def zero_width(text: str) -> str:
    return text.replace("://", "://\u200b").replace("curl ", "curl\u200b ")


def byte_order_mark(text: str) -> str:
    return f"\ufeff{text}"


def prose(text: str) -> str:
    return f"Hallo zusammen, dieser Aufruf schlägt seit gestern fehl:\n\n{text}\n\nKönnt ihr schauen? Danke, Erika"


def japanese(text: str) -> str:
    return f"お世話になっております。以下のコマンドを実行しました。\n{text}\nエラーになります。よろしくお願いします。"


def capital(text: str) -> str:
    return "C" + text[1:]


def markdown_link(text: str) -> str | None:
    """Bare URLs made links, as chats and wikis do."""
    linked = re.sub(r"(?<![\w'\"=/])(https?://[^\s'\"\\]+)", r"[\1](\1)", text)
    return linked if linked != text else None


def angle_link(text: str) -> str | None:
    linked = re.sub(r"(?<=[ '\"])(https?://[^\s'\"\\<>|]+)", r"<\1>", text)
    return linked if linked != text else None


def tabs(text: str) -> str | None:
    """What is indented with blanks is indented with tabs, in front of options; a body's own blanks stay."""
    tabbed = re.sub(r"(?<=\\\n) +(?=-)", "\t", text)
    return tabbed if tabbed != text else None


def in_json_log(text: str) -> str:
    return f'{{"level": "error", "command": {json.dumps(text, ensure_ascii=False)}}}'


def hard_wrap(text: str) -> str | None:
    """Broken at blanks near column 72 by a mailer."""
    lines = [textwrap.fill(line, 72, break_long_words=False, break_on_hyphens=False) for line in text.split("\n")]
    broken = "\n".join(lines)
    return broken if broken != text and not re.search(r"[{}\[\],]", text) else None


def windows_prompt(text: str) -> str | None:
    return None if "\n" in text or "'" in text else f"C:\\Users\\erika>{text}"


def trace_number(text: str) -> str | None:
    return _each_line(text, lambda number: f"{number + 1}: ") if text.count("\n") > 1 else None


MANGLERS: tuple[Mangler, ...] = (
    prompt, root_prompt, user_prompt, fancy_prompt, mail, mail_twice, smart_quotes, long_dash, lost_backslashes,
    lost_newlines, joined_lines, trailing_blanks, doubled_lines, entities, some_entities, no_break_spaces, all_no_break,
    carriage_returns, fence, inline_code, jira, noformat, indented, numbered, colours, zero_width, byte_order_mark,
    prose, japanese, capital, markdown_link, angle_link, tabs, in_json_log, hard_wrap, windows_prompt, trace_number,
)  # fmt: skip
