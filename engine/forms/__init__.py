"""form-js forms, enforced on the server."""

from engine.forms.compiled import CompiledForm, FormField, FormResult, compile_form, validate_form
from engine.forms.files import FileInfo
from engine.forms.lint import lint_form
from engine.forms.messages import Problem, sentence

__all__ = [
    "CompiledForm",
    "FileInfo",
    "FormField",
    "FormResult",
    "Problem",
    "compile_form",
    "lint_form",
    "sentence",
    "validate_form",
]
