"""What a reader mends in a call, said to the customer: it may have been sent as it stands."""

from types import MappingProxyType
from typing import NamedTuple

from triage.engine.finding import Citation
from triage.engine.rules.asking.citations import CURL_DATA, manual

BASH_QUOTING = manual("Bash manual, quoting", "https://www.gnu.org/software/bash/manual/html_node/Quoting.html")
CMD = manual("Microsoft, cmd", "https://learn.microsoft.com/en-us/windows-server/administration/windows-commands/cmd")
POWERSHELL = manual(
    "Microsoft, PowerShell, about parsing",
    "https://learn.microsoft.com/en-us/powershell/module/microsoft.powershell.core/about/about_parsing",
)


class Damage(NamedTuple):
    """The cause in one sentence, the step that mends it, and where the tool's rule is documented."""

    cause: str
    fix: str
    cite: Citation


SOME_DAMAGE = Damage(
    "There is a character here that does not belong in a command; it may have been sent with the call.",
    "Type this place again in a plain text editor.",
    BASH_QUOTING,
)
# By the kind of the reader's repair.
DAMAGES = MappingProxyType(
    {
        "invisible": Damage(
            "There is an invisible character here; it may have been sent with the call.",
            "Delete this place and type it again; copying brought the character in.",
            BASH_QUOTING,
        ),
        "nbsp": Damage(
            "There is a no-break space here, which a shell does not take for a blank.",
            "Replace it by a plain blank; it came from a web page or a document.",
            BASH_QUOTING,
        ),
        "html_entities": Damage(
            "`&amp;` stands where `&` belongs; if it was sent like that, the server reads other parameter names.",
            "Write `&` instead of `&amp;`.",
            BASH_QUOTING,
        ),
        "smart_quotes": Damage(
            "There are typographic quotes here; the shell sends them along instead of reading them as quotes.",
            "Replace them by straight quotes, in a plain text editor.",
            BASH_QUOTING,
        ),
        "smart_dashes": Damage(
            "A typographic dash stands in front of this option, so curl takes it for an address or a file.",
            "Type the dash again: `-` in front of one letter, `--` in front of a word.",
            CURL_DATA,
        ),
        "hard_wrap": Damage(
            "This value is broken over two lines; if it was sent like that, it holds a line break.",
            "Write it on one line: a mail program or a terminal broke it.",
            BASH_QUOTING,
        ),
        "cmd_quoting": Damage(
            "The quotes and line ends are those of the Windows command line; another shell reads them differently.",
            "In cmd.exe use double quotes, and `^` at line ends; in bash single quotes, and `\\` at line ends.",
            CMD,
        ),
        "powershell_quoting": Damage(
            "PowerShell before 7.3 takes the double quotes out of the body, so what arrives is not JSON.",
            "Put the body in a file and send `-d '@body.json'`, or write every inner quote as `\\\"`.",
            POWERSHELL,
        ),
        "trailing_blank": Damage(
            "There is a blank behind the backslash, so the command ends there and the lines below are not sent.",
            "Delete the blank: the backslash must be the last character of its line.",
            BASH_QUOTING,
        ),
        "blank_line": Damage(
            "There is an empty line in the middle of the command, so the command ends there.",
            "Delete the empty line.",
            BASH_QUOTING,
        ),
        "refused_by_curl": Damage(
            "curl does not take this option or value as it stands.",
            "Check its spelling and whether it needs a value: `curl --help all`.",
            CURL_DATA,
        ),
        "unclosed_quote": Damage(
            "A quote opens here and is never closed, so the shell takes all that follows for one value.",
            "Close the quote, and write a quote inside a text differently from those around it.",
            BASH_QUOTING,
        ),
    }
)
