"""What is printed, and what is expected: a scene ends the play when it goes otherwise."""

import sys

from .client import Refused


class Unexpected(Exception):
    """An outcome differs from the story."""


class Stage:
    """Prints scenes, steps and outcomes; counts them."""

    def __init__(self, output=None):
        self.output = output or sys.stdout
        self.steps = self.refusals = 0

    def line(self, text=""):
        """One line, at once."""
        self.output.write(text + "\n")
        self.output.flush()

    def scene(self, title):
        """Head of a scene."""
        self.line(f"\n── {title} " + "─" * max(2, 60 - 2 * len(title)))

    def does(self, person, what):
        """Who does what."""
        self.steps += 1
        self.line(f"  {person.name}:{what}")

    def outcome(self, text):
        """What came of it."""
        self.line(f"      ✔ {text}")

    def note(self, text):
        """A remark below a step."""
        self.line(f"      · {text}")

    def expect(self, condition, what):
        """Stop the play unless the condition holds."""
        if not condition:
            raise Unexpected(what)

    def refused(self, what, action, *words):
        """The action must be refused, with each of these words in the answer.

        :return: the server's words
        """
        try:
            action()
        except Refused as refusal:
            missing = [word for word in words if word not in refusal.message]
            if refusal.status >= 500 or missing:
                raise Unexpected(
                    f"{what}:被拒绝,但理由中没有“{'、'.join(missing)}”:{refusal.status} {refusal.message}"
                ) from None
            self.refusals += 1
            self.reasons(what, refusal.message)
            return refusal.message
        raise Unexpected(f"{what}:本应被拒绝,却成功了")

    def reasons(self, what, message):
        """The refusal as the person reads it."""
        self.line(f"      ✘ {what}被拒绝:")
        for text in filter(str.strip, message.splitlines()):
            self.line(f"          {text.strip()}")
