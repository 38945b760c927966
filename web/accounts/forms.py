"""The forms of the account pages; the operations check again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectMultipleField, StringField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, EqualTo, Length, Regexp

from web.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from web.accounts.policy import REMEMBERED, Rule
from web.i18n.words import ROLE_WORDS

_needed = DataRequired(_l("请填写此项。"))
_fits = Length(max=MAX_LENGTH, message=_l("填写的内容太长。"))
RULE_WORDS = {
    Rule.GUESSABLE: _l(
        "这个密码太容易被猜到：常用的密码、单词、名字、日期、键盘上相邻的键都很快会被试出来。请换一个更长的，例如几个互不相干的词。"
    ),
    Rule.NAMES_YOU: _l("密码里不要有您的账号或姓名。"),
    Rule.SAME: _l("新密码不能与当前密码相同。"),
    Rule.TOO_LONG: _l("密码最多 %(most)s 个字符。", most=MAX_LENGTH),
    Rule.TOO_SHORT: _l("新密码至少要有 10 个字符。"),
    Rule.USED_BEFORE: _l("最近用过的 %(count)s 个密码不能再用。", count=REMEMBERED),
}


class LoginForm(FlaskForm):
    account = StringField(_l("登录账号"), [_needed, _fits])
    password = PasswordField(_l("密码"), [_needed, _fits])


class CodeForm(FlaskForm):
    code = StringField(_l("验证码"), [_needed, _fits])


class BeginForm(FlaskForm):
    password = PasswordField(_l("当前密码"), [_needed, _fits])


class PasswordForm(FlaskForm):
    present = PasswordField(_l("当前密码"), [_needed, _fits])
    new = PasswordField(_l("新密码"), [_needed, Length(MIN_LENGTH, message=RULE_WORDS[Rule.TOO_SHORT])])
    again = PasswordField(_l("再输一遍新密码"), [_needed, EqualTo("new", message=_l("两次输入的新密码不一样。"))])


class PersonForm(FlaskForm):
    """What of an account can be changed later."""

    name = StringField(_l("姓名"), [_needed, Length(max=60, message=_l("填写的内容太长。"))])
    roles = SelectMultipleField(
        _l("角色"),
        [DataRequired(_l("请至少选择一个角色。"))],
        choices=[SelectChoice(role, words) for role, words in ROLE_WORDS.items()],
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )


class AccountForm(PersonForm):
    id = StringField(
        _l("登录账号"),
        [
            _needed,
            Regexp(
                r"^[a-z][a-z0-9._-]{1,39}$", message=_l("账号由 2 到 40 个小写字母、数字、点或横线组成，以字母开头。")
            ),
        ],
    )
