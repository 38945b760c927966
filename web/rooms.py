"""Every blueprint of the site. A room that is not listed here is not open."""

from __future__ import annotations

from web.accounts.views import blueprint as accounts
from web.i18n.locale import blueprint as language
from web.inbox.views import blueprint as inbox
from web.start import blueprint as start

ROOMS = (accounts, inbox, language, start)
