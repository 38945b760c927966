"""Every blueprint of the site. A room that is not listed here is not open."""

from __future__ import annotations

from web.accounts.views import blueprint as accounts
from web.cases.views import blueprint as cases
from web.customers.staff_views import blueprint as customer_links
from web.customers.views import blueprint as customers
from web.customers.withdrawal import blueprint as withdrawal
from web.i18n.locale import blueprint as language
from web.inbox.views import blueprint as inbox
from web.incidents.views import blueprint as incidents
from web.start import blueprint as start

ROOMS = (accounts, cases, customer_links, customers, inbox, incidents, language, start, withdrawal)
