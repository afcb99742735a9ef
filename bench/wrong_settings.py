"""The faults of a configuration, in the words of this program's files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bench.entries import Desk

_RULE = '[[rule]]\nid = "wide"\nmetric = "cds.5y"\nwarn = "> 50bp"\nfor = "2 closes"\n'
_WHEN = '[[rule]]\nid = "wide"\nseverity = "warn"\nwhen = "{}"\n'
_EXEC = '[[deliver]]\nname = "page"\nkind = "exec"\nargv = {}\n'
_HOOK = '[[deliver]]\nname = "hook"\nkind = "webhook"\nurl = "https://api.example/x"\n'
_TABLE = "[table.closes]\n{}\n"


class Wrong(NamedTuple):
    """One fault, and what must come of it."""

    config: str | bytes = ""
    """Put behind a good configuration."""
    rules: str = ""
    """Put behind a good rules file."""
    says: Sequence[str] = ()
    taken: bool = False
    never: Sequence[str] = ()
    """What must not be repeated."""
    prepare: Callable[[Desk], None] | None = None
    command: Sequence[str] = ("config", "check")

    def make(self, desk: Desk) -> Sequence[str]:
        """Write the files; return the command to run."""
        text = self.config if isinstance(self.config, str) else ""
        desk.settings(text)
        if isinstance(self.config, bytes):
            desk.config.write_bytes(self.config + desk.config.read_bytes())
        (desk.folder / "rules.toml").write_text(f"schema = 1\n{self.rules}")
        if self.prepare is not None:
            self.prepare(desk)
        return self.command


def _mode(mode: int) -> Callable[[Desk], None]:
    return lambda desk: desk.config.chmod(mode)


def _owner(desk: Desk) -> None:
    if os.geteuid() == 0:
        os.chown(desk.config, 65534, 65534)


def _crlf(desk: Desk) -> None:
    desk.config.write_bytes(desk.config.read_bytes().replace(b"\n", b"\r\n"))


def _rule(when: str) -> str:
    return _WHEN.format(when)


WRONG: Mapping[str, Wrong] = {
    "config-good": Wrong(_TABLE.format('file = "px.csv"'), _RULE, taken=True),
    "config-unknown-key": Wrong(
        _TABLE.format('fiel = "px.csv"'), says=("line 5", "fiel", "file")
    ),
    "config-unknown-section": Wrong(
        '[tabel.closes]\nfile = "x.csv"\n', says=("line 4", "tabel", "table")
    ),
    "config-wrong-type": Wrong(_TABLE.format('file = ["a"]'), says=("file", "a list")),
    "config-bad-duration": Wrong(
        rules=_RULE.replace("2 closes", "2 moons"), says=("line 6", "for")
    ),
    "config-negative-duration": Wrong(
        rules=_RULE.replace("2 closes", "-5m"), says=("for",)
    ),
    "config-toml-syntax": Wrong(_TABLE.format('file = "px.csv'), says=("line 5",)),
    "config-dup-table": Wrong(
        _TABLE.format('file = "a.csv"') * 2, says=("line 6", "closes")
    ),
    "config-dup-alert-name": Wrong(
        rules=_RULE * 2, says=("wide", "on line 2", "line 8")
    ),
    "config-bad-expr": Wrong(rules=_rule("cds.5y - > 1bp"), says=("wide", "column 10")),
    "config-expr-unknown-column": Wrong(
        rules=_rule("cds.5z > 1bp"), says=("cds.5z", "cds.5y")
    ),
    "config-expr-python": Wrong(
        rules=_rule("__import__('os').system('id') > 0"), says=("wide",)
    ),
    "config-expr-deep": Wrong(
        rules=_rule("(" * 10_000 + "cds.5y" + ")" * 10_000 + " > 1bp"),
        says=("wide", "4,000 characters"),
    ),
    "config-expr-pow": Wrong(rules=_rule("9**9**9**9 > 0"), says=("wide",)),
    "config-expr-regex": Wrong(rules=_rule("issuer =~ '(a+)+$'"), says=("wide",)),
    "config-cycle": Wrong(
        '[derived]\na = "b + 1"\nb = "a + 1"\n', says=("unknown key", "derived")
    ),
    "config-self-cycle": Wrong(
        '[derived]\na = "a + 1"\n', says=("unknown key", "derived")
    ),
    "config-include-loop": Wrong(
        b'include = "overhang.toml"\n', says=("unknown key", "include")
    ),
    "config-include-traversal": Wrong(
        b'include = "../../../../../../etc/passwd"\n',
        says=("unknown key", "include"),
        never=("root:",),
    ),
    "config-secret-inline": Wrong(
        _HOOK + 'secret = "sk_live_51H8xAAAA"\n', says=("secret",), never=("sk_live",)
    ),
    "config-secret-in-url": Wrong(
        _TABLE.format('url = "https://bob:hunter2@api.example/x?token=abc123"'),
        says=("password|secret",),
        never=("hunter2", "abc123"),
    ),
    "config-hook-message": Wrong(
        _EXEC.format('"notify-send {message}"'), says=("argv", "list")
    ),
    "config-hook-shell": Wrong(
        _EXEC.format('["sh", "-c", "echo {message} | mail desk"]'), says=("absolute|/",)
    ),
    "config-hook-list": Wrong(_EXEC.format('["/bin/true", "--", "x"]'), taken=True),
    "config-hook-missing": Wrong(
        _EXEC.format('["/no/such/program"]'), says=("not found|[Nn]o such|no program",)
    ),
    "config-hook-relative": Wrong(_EXEC.format('["./hook.sh"]'), says=("absolute|/",)),
    "config-path-tilde-env": Wrong(_TABLE.format('file = "~/px.csv"'), taken=True),
    "config-path-control": Wrong(
        _TABLE.format(r'file = "px\u001b[2J.csv"'), says=("file",)
    ),
    "config-path-glob-root": Wrong(_TABLE.format('file = "/**/*.csv"'), says=("file",)),
    "config-path-proc": Wrong(
        _TABLE.format('file = "/proc/self/environ"'),
        says=("must end in",),
        never=("PATH=",),
        command=("sources",),
    ),
    "config-url-file": Wrong(
        _TABLE.format('url = "file:///etc/passwd"'), says=("http",)
    ),
    "config-url-metadata": Wrong(
        '[source.x]\nkind = "quotes"\nurl = "http://169.254.169.254/latest/"\n'
        'table = "closes"\nfields = { issuer = "a", close_usd = "b", at = "c" }\n',
        says=("link-local|private|169.254",),
        command=("sources", "--timeout", "3"),
    ),
    "config-interval-zero": Wrong(
        _TABLE.format('url = "https://a.example/x"\nevery = "0s"'), says=("every",)
    ),
    "config-bom": Wrong(b"\xef\xbb\xbf", _RULE, taken=True),
    "config-crlf": Wrong("", _RULE, taken=True, prepare=_crlf),
    "config-latin1": Wrong(b"# caf\xe9\n", says=("line 1", "byte")),
    "config-huge-int": Wrong(
        _TABLE.format('url = "https://a.example/x"\nevery = 99999999999999999999'),
        says=("every",),
    ),
    "config-nan": Wrong(
        _TABLE.format('url = "https://a.example/x"\nevery = nan'), says=("every",)
    ),
    "config-theme-markup": Wrong(
        rules=_RULE + r'text = "[red]w[/] \u001b]52;c;SElK\u0007"' + "\n", taken=True
    ),
    "config-5000-alerts": Wrong(
        rules="".join(_RULE.replace("wide", f"a{n}") for n in range(5000)), taken=True
    ),
    "config-world-readable": Wrong(
        _HOOK + 'secret = "sk_live_51H8xAAAA"\n',
        says=("secret",),
        never=("sk_live",),
        prepare=_mode(0o644),
    ),
    "config-world-writable": Wrong(
        _EXEC.format('["/bin/true"]'), says=("others may change",), prepare=_mode(0o666)
    ),
    "config-other-owner": Wrong(
        _EXEC.format('["/bin/true"]'), says=("belongs to",), prepare=_owner
    ),
    "config-cwd": Wrong(
        command=("config", "path"), says=("none|no |built",), taken=True
    ),
}
"""By entry."""
