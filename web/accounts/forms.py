"""The forms of the account pages; the operations check again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectMultipleField, StringField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length, Regexp

from web.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from web.i18n.words import ROLE_WORDS

_needed = DataRequired(_l("请填写此项。"))
_fits = Length(max=MAX_LENGTH, message=_l("填写的内容太长。"))


class LoginForm(FlaskForm):
    account = StringField(_l("登录账号"), [_needed, _fits])
    password = PasswordField(_l("密码"), [_needed, _fits])


class PasswordForm(FlaskForm):
    present = PasswordField(_l("当前密码"), [_needed, _fits])
    new = PasswordField(
        _l("新密码"),
        [_needed, Length(MIN_LENGTH, MAX_LENGTH, message=_l("新密码至少要有 10 个字符。"))],
    )
    again = PasswordField(_l("再输一遍新密码"), [_needed, EqualTo("new", message=_l("两次输入的新密码不一样。"))])


class AccountForm(FlaskForm):
    id = StringField(
        _l("登录账号"),
        [
            _needed,
            Regexp(
                r"^[a-z][a-z0-9._-]{1,39}$", message=_l("账号由 2 到 40 个小写字母、数字、点或横线组成，以字母开头。")
            ),
        ],
    )
    name = StringField(_l("姓名"), [_needed, Length(max=60, message=_l("填写的内容太长。"))])
    roles = SelectMultipleField(
        _l("角色"),
        [DataRequired(_l("请至少选择一个角色。"))],
        choices=[SelectChoice(role, words) for role, words in ROLE_WORDS.items()],
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
