"""A person at the desk: reads pages, finds the form he means, fills it in and sends it."""

import io
from typing import Any

import lxml.html
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from relief.demo.accounts import PASSWORD

# Names that buttons carry: lxml lists a form's fields, not its buttons.
BUTTONS = {"target", "format", "accepted", "disabled", "deed", "outcome", "language"}


class Person:
    """Signed in as one account; every form he sends is one the page he sees really has."""

    def __init__(self, app: Flask, username: str) -> None:
        self.client = app.test_client()
        self.see("/sign-in")
        self.send("/sign-in", username=username, password=PASSWORD)

    def see(self, path: str) -> str:
        """Open a page, remember it, and return its text."""
        answer = self.client.get(path, follow_redirects=True)
        assert answer.status_code == 200, (path, answer.status_code, answer.get_data(as_text=True))
        self._keep(answer)
        return self.text

    def send(self, action: str, **fields: Any) -> TestResponse:
        """Send the form of the page seen last whose action ends with `action`."""
        answer = self.attempt(action, **fields)
        assert answer.status_code == 200, (action, answer.status_code, self._words(answer))
        self._keep(answer)
        return answer

    def attempt(self, action: str, **fields: Any) -> TestResponse:
        """Send a form that may be refused; the page seen last stays."""
        form = self._form(action, fields)
        unknown = set(fields) - set(form.inputs.keys()) - BUTTONS
        assert not unknown, f"the form has no fields {unknown}"
        data = MultiDict((k, v) for k, v in form.form_values() if k not in fields)
        for name, value in fields.items():
            is_file = isinstance(value, bytes)
            data[name] = (io.BytesIO(value), "figures.xlsx") if is_file else value
        return self.client.post(form.action or self.path, data=data, follow_redirects=True)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send fields as the page's own script does, with the token of the page seen last."""
        token = self.page.xpath('//meta[@name="csrf-token"]/@content')[0]
        return self.client.post(path, data={"csrf_token": token, **fields})

    def attempt_is_refused(self, path: str) -> bool:
        """Return whether a deed the page does not offer is refused when it is sent all the same."""
        return self.post(path).status_code in {403, 404, 409, 422}

    def _form(self, action: str, fields: dict[str, Any]) -> Any:
        found = [
            f for f in self.page.forms if (f.action or self.path).split("?")[0].endswith(action)
        ]
        assert found, (action, [f.action for f in self.page.forms])
        hidden = {k: v for k, v in fields.items() if isinstance(v, str)}
        fitting = [
            f
            for f in found
            if all(f.fields.get(k) == v for k, v in hidden.items() if _is_hidden(f, k))
        ]
        return (fitting or found)[0]

    def _keep(self, answer: TestResponse) -> None:
        self.path = answer.request.path
        html = answer.get_data(as_text=True)
        self.page = lxml.html.fromstring(html) if html.strip() else None
        self.text = self._words(answer)

    @staticmethod
    def _words(answer: TestResponse) -> str:
        if "html" not in (answer.content_type or ""):
            return answer.get_data(as_text=True)[:2000]
        return " ".join(lxml.html.fromstring(answer.get_data(as_text=True)).text_content().split())


def _is_hidden(form: Any, name: str) -> bool:
    return any(i.get("type") == "hidden" for i in form.xpath(f'.//input[@name="{name}"]'))
