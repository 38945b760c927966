"""What goes out to customers: links, codes, notices. Works without a request, so that the outbox can use it too.

The outbox delivers at least once: a notice that comes twice is sent twice, a link that comes twice replaces the first.
Texts are Chinese: nobody has asked the customer for a language yet.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine.clock import Clock
from engine.errors import BadInput
from engine.outbox import Outgoing, Sender
from engine.store.store import Store
from handlers.records import Document, PremiumRefund
from web.customers import links
from web.customers.delivery import Delivery, Message
from web.customers.people import Contact, contact_of, find_by_phone
from web.tables import CustomerLink

LINK_TEXT = "您好，请您本人办理保险业务：{address}\n链接 7 天内有效。打开后需要输入发到您手机的验证码，请勿转发给他人。"
CODE_TEXT = "验证码 {code}，10 分钟内有效。工作人员不会向您索要验证码。"
HOME_TEXT = (
    "您好，这是您本人的保险服务主页：{address}\n链接 7 天内有效。打开后需要输入发到您手机的验证码，请勿转发给他人。"
    "如果不是您本人要的，请不必理会。"
)
NOTICE_TEXT = "您有一份《{title}》，涉及个人信息，请您本人打开链接查看：{address}\n链接 7 天内有效，请勿转发给他人。"
NOTICE_BEFORE_LINK = "您有一份《{title}》，涉及个人信息，请您本人打开随后发送的链接查看。"
REFUND_TEXT = "退费指令 {id}：请将 {amount:,.2f} 元原路退回，缴费通知 {demand}。"
FINANCE = "finance"
"""Who pays out: a name of the delivery port, not a person's address."""


class CustomerPost:
    """Sends to customers what they need to act.

    The engine wants its senders before it has opened anything, so store and clock are attached afterwards.
    """

    _store: Store
    _clock: Clock

    def __init__(self, delivery: Delivery, site_address: str) -> None:
        self._delivery = delivery
        self._site_address = site_address

    def attach(self, store: Store, clock: Clock) -> None:
        """Say where customers and links are. Nothing can be sent before."""
        self._store = store
        self._clock = clock

    def senders(self) -> Mapping[str, Sender]:
        """What the engine's outbox hands over, by kind (`handlers/`)."""
        return {"customer_link": self._send_invitation, "notice": self._send_notice, "refund": self._send_refund}

    def send_link(self, case_id: str, customer_id: str, by: str) -> Contact:
        """Make a link to the case's work for this customer and send it; gives where it went.

        Raises `NotFound` for an unknown customer, `BadInput` for one without phone and e-mail.
        """
        now = self._clock.now()
        with self._store.session() as rows:
            contact = contact_of(rows, customer_id)
            if not contact.address:
                raise BadInput("the customer has neither a phone number nor an e-mail address")
            _, token = links.make_link(rows, case_id, customer_id, by, now)
        text = LINK_TEXT.format(address=f"{self._site_address}/c/{token}")
        self._delivery.send(Message("link", contact.address, text, now))
        return contact

    def send_home_link(self, mobile: str, policy_no: str) -> bool:
        """Send a link to all that is theirs to the customer with this registered phone number; False: nothing was sent.

        `policy_no` tells people with one number apart: it must be of a policy that the customer holds or is insured by.
        Not more than one link in ten minutes and five a day go to one customer, whoever asks.
        """
        now = self._clock.now()
        with self._store.session() as rows:
            customer_id = find_by_phone(rows, mobile, policy_no, now)
            if customer_id is None or not links.may_send_home(rows, customer_id, now):
                return False
            contact = contact_of(rows, customer_id)
            if not contact.address:
                return False
            _, token = links.make_link(rows, links.HOME, customer_id, "customer", now)
        text = HOME_TEXT.format(address=f"{self._site_address}/c/{token}")
        self._delivery.send(Message("link", contact.address, text, now))
        return True

    def send_code(self, rows: Session, link: CustomerLink, secret: str) -> bool:
        """Send the customer a code; False when another one may not be sent yet, or any more."""
        now = self._clock.now()
        if not links.may_send_code(link, now):
            return False
        contact = contact_of(rows, link.customer_id)
        code = links.make_code(link, secret, now)
        self._delivery.send(Message("code", contact.address, CODE_TEXT.format(code=code), now))
        return True

    def _send_invitation(self, outgoing: Outgoing) -> None:
        self.send_link(outgoing.case_id, outgoing.payload["customer_id"], "system")

    def _send_notice(self, outgoing: Outgoing) -> None:
        if outgoing.payload["recipient"] != "customer":
            return  # staff read it on the case page
        now = self._clock.now()
        with self._store.session() as rows:
            document = rows.get_one(Document, outgoing.payload["document_id"])
            contact = contact_of(rows, outgoing.payload["to"])
            if not contact.address:
                return
            # Only the title: a short message is no sealed channel, and a decision's reasons are health data (SOP 5.2).
            if outgoing.payload.get("link_follows"):
                text = NOTICE_BEFORE_LINK.format(title=document.title)
            else:
                _, token = links.make_link(rows, outgoing.case_id, contact.customer_id, "system", now)
                text = NOTICE_TEXT.format(title=document.title, address=f"{self._site_address}/c/{token}")
        self._delivery.send(Message("notice", contact.address, text, now))

    def _send_refund(self, outgoing: Outgoing) -> None:
        # To whoever pays out; the account is read there, from the payment it came from, and travels in no message.
        with self._store.session() as rows:
            refund = rows.get_one(PremiumRefund, outgoing.payload["refund_id"])
            text = REFUND_TEXT.format(id=refund.id, amount=refund.amount, demand=refund.demand_id)
        self._delivery.send(Message("refund", FINANCE, text, self._clock.now()))
