"""The interpreter that forms are settled in: the bundle's `forms` functions in the isolate of this process."""

from __future__ import annotations

from engine.errors import FeelError, FeelLimitExceeded, FormError
from engine.feel.isolate import shared


class IsolateInterpreter:
    """Satisfies `engine.forms.isolate.Interpreter`."""

    def call(self, function: str, request: str, time_limit: float) -> str:
        """Call `sopflow.forms.<function>`. Raises FeelLimitExceeded, or FormError when the form makes it fail."""
        try:
            return shared().call(f"forms.{function}", request, time_limit)
        except FeelLimitExceeded:
            raise
        except FeelError as error:
            raise FormError(f"The form cannot be evaluated: {error}") from error


def interpreter() -> IsolateInterpreter:
    return IsolateInterpreter()
