"""Every blueprint of the site. A room that is not listed here is not open."""

from __future__ import annotations

from web.accounts.admin_views import blueprint as admin
from web.accounts.provider_views import blueprint as provider
from web.accounts.refusal_views import blueprint as refusals
from web.accounts.second_factor_views import blueprint as second_factor
from web.accounts.session_views import blueprint as sessions
from web.accounts.views import blueprint as accounts
from web.cases.views import blueprint as cases
from web.customers.asking import blueprint as asking
from web.customers.beginning import blueprint as beginning
from web.customers.home import blueprint as home
from web.customers.papers import blueprint as papers
from web.customers.privacy_views import blueprint as privacy
from web.customers.staff_views import blueprint as customer_links
from web.customers.tables import blueprint as tables
from web.customers.views import blueprint as customers
from web.customers.withdrawal import blueprint as withdrawal
from web.dossier.views import blueprint as dossier
from web.handover.substitution_views import blueprint as substitutions
from web.handover.views import blueprint as handover
from web.i18n.locale import blueprint as language
from web.inbox.task_views import blueprint as inbox
from web.incidents.views import blueprint as incidents
from web.leads.views import blueprint as leads
from web.notices.admin_views import blueprint as addresses
from web.notices.views import blueprint as notices
from web.reports.views import blueprint as reports
from web.search.views import blueprint as search
from web.start import blueprint as start

ROOMS = (
    accounts,
    addresses,
    admin,
    asking,
    beginning,
    cases,
    customer_links,
    customers,
    dossier,
    handover,
    home,
    inbox,
    incidents,
    language,
    leads,
    notices,
    papers,
    privacy,
    provider,
    refusals,
    reports,
    search,
    second_factor,
    sessions,
    start,
    substitutions,
    tables,
    withdrawal,
)
