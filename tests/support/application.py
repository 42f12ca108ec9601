"""The desk's application as tests open it: its templates are compiled once a test process."""

from typing import ClassVar

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from relief.app import create_app
from relief.bootstrap import Desk


class _Compiled(BytecodeCache):
    code: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


def app_of(desk: Desk) -> Flask:
    """Return the application that serves `desk`."""
    app = create_app(desk)
    app.jinja_env.bytecode_cache = _Compiled()
    return app
