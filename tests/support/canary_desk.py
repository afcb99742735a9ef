"""A desk whose every secret is a canary.

Everything that the program writes goes below `home`; what has to hold a secret, below
`held`.
"""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

from support.breaches import calm_folder
from support.canary import LOGGERS, MARK, canary
from support.desk_folder import DeskFolder
from support.terminal import private_env

SITE = f"""\
import faulthandler, logging, os, sys
faulthandler.enable()
logging.basicConfig(
    filename=os.path.join(os.environ["CANARY_LOGS"], f"debug-{{os.getpid()}}.log"),
    level=logging.NOTSET,
    format="%(name)s %(levelname)s %(message)s",
)
for name in {LOGGERS!r}:
    logging.getLogger(name).setLevel(logging.DEBUG)
"""
"""What whoever looks for a fault may turn on: every log of every library."""

_RING = """\
import os
from pathlib import Path
from keyring.backend import KeyringBackend

class Ring(KeyringBackend):
    priority = 1
    def get_password(self, service, name):
        return Path(os.environ["CANARY_RING"]).read_text()
    def set_password(self, *_): raise NotImplementedError
    def delete_password(self, *_): raise NotImplementedError
"""

_HOOK = """\
#!/bin/sh
{ cat /proc/self/environ /proc/$$/cmdline /proc/$PPID/cmdline; cat; } >> "%s" 2>&1
ls -l /proc/$$/fd >> "%s"
exit 3
"""


class CanaryDesk:
    """The folder, the settings and the environment of such a desk.

    Args:
        root: where it may write.
        feeds: the base address of what feeds ask.
        hooks: the base address of what is told of alerts.
    """

    def __init__(self, root: Path, feeds: str, hooks: str) -> None:
        self.home, self.held = root / "home", root / "held"
        self.logs = self.home / "logs"
        site = self.held / "site"
        for each in (self.home, self.held, self.logs, site):
            each.mkdir(mode=0o700)
        self.folder: DeskFolder = calm_folder(self.home / "desk")
        self.folder.remove("rates.csv")
        self.config = self.held / "overhang.toml"
        (site / "sitecustomize.py").write_text(SITE)
        (site / "canary_ring.py").write_text(_RING)
        (self.held / "ring").write_text(canary("ring"))
        (self.held / "key").write_text(canary("file") + "\n")
        self.hook = self.held / "hook"
        self.hook_said = self.home / "hook-said"
        self.hook.write_text(_HOOK % (self.hook_said, self.hook_said))
        self.hook.chmod(0o700)
        self.config.write_text(self._settings(feeds))
        self.env = private_env(
            self.home,
            PYTHONPATH=f"{site}",
            PYTHON_KEYRING_BACKEND="canary_ring.Ring",
            PYTHONASYNCIODEBUG="1",
            PYTHONDEVMODE="1",
            PYTHONDONTWRITEBYTECODE="1",
            CANARY_LOGS=f"{self.logs}",
            CANARY_RING=f"{self.held / 'ring'}",
            OVERHANG_TOKEN=canary("token"),
            OVERHANG_CONFIG=f"{self.config}",
            PX_KEY=canary("px"),
            BAD_KEY=canary("bad") + "\u00e9\n",
            PUSH_KEY=canary("push"),
            HOOK_URL=f"{hooks}/services/{MARK}/hook?to={MARK}",
            GONE_URL=f"http://{MARK}:{MARK}@127.0.0.1:9/{MARK}",
            FAR_URL=f"https://hooks.invalid/{MARK}",
            ODD_URL=f"gopher://{MARK}",
            CHAT_URL=f"{hooks.replace('http', 'json')}/{MARK}?to={MARK}\nx{MARK}://y",
            HOOK_SECRET=canary("secret"),
            HTTP_PROXY=f"http://{MARK}:{MARK}@127.0.0.1:9",
            ALL_PROXY=f"http://{MARK}:{MARK}@127.0.0.1:9",
            NO_PROXY="127.0.0.1,localhost",
            AWS_SECRET_ACCESS_KEY=canary("aws"),
        )

    def ways_out(self) -> dict[str, str]:
        """Return the environment that a board's opener takes beside its own."""
        return {
            key: value
            for key, value in self.env.items()
            if os.environ.get(key) != value
        }

    def _settings(self, feeds: str) -> str:
        asked = 'every = "1s"\ntimeout = "1s"\nrate = 50\n'
        near = f"private = true\n{asked}"
        closes = (
            'table = "closes"\nrows = "data"\n'
            'fields = { issuer = "s", date = "d", close_usd = "p" }\n'
        )
        heads = {
            "px": ("env:PX_KEY", f"{feeds}/px", "query:apikey", near),
            "head": ("file:key", f"{feeds}/head", "header:X-Key", near),
            "bearer": ("keyring:desk/me", f"{feeds}/bearer", "bearer", near),
            "bad": ("env:BAD_KEY", f"{feeds}/bad", "query:apikey", near),
            "gone": ("env:NONE", f"{feeds}/gone", "bearer", near),
            "guarded": ("env:PX_KEY", f"{feeds}/guarded", "bearer", asked),
            "proxied": ("env:PX_KEY", "https://feeds.invalid/x", "query:k", asked),
        }
        sources = "".join(
            f'[source.{name}]\nkind = "quotes"\nkey = "{key}"\nurl = "{url}"\n'
            f'key_name = "{carrier}"\n{how}{closes}'
            for name, (key, url, carrier, how) in heads.items()
        )
        ways = "".join(
            f'[[deliver]]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"\n{more}'
            for name, kind, url, more in (
                ("hook", "webhook", "env:HOOK_URL", 'secret = "env:HOOK_SECRET"\n'),
                ("lost", "webhook", "env:GONE_URL", 'secret = "file:key"\n'),
                ("odd", "webhook", "env:ODD_URL", ""),
                ("far", "webhook", "env:FAR_URL", ""),
                ("none", "webhook", "env:NONE", ""),
                ("am", "alertmanager", "env:HOOK_URL", ""),
                ("chat", "apprise", "env:CHAT_URL", ""),
            )
        )
        return textwrap.dedent(
            f"""\
            data = "{self.folder.path}"
            [table.rates]
            url = "{feeds}/rates?apikey={MARK}"
            every = "1s"
            [source.fred]
            key = "env:PX_KEY"
            url = "{feeds}/fred"
            {{near}}
            [source.tiingo]
            key = "file:key"
            url = "{feeds}/tiingo"
            {{near}}
            [source.ticks]
            kind = "push"
            key = "env:PUSH_KEY"
            key_name = "query:token"
            url = "{feeds}/events"
            private = true
            subscribe = '{{{{"key": "{MARK}"}}}}'
            {{closes}}
            {{sources}}
            [[deliver]]
            name = "pager"
            kind = "exec"
            argv = ["{self.hook}"]
            {{ways}}
            """
        ).format(near=near, closes=closes, sources=sources, ways=ways)
