"""Commands on documents: write one as PDF."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.orm import Session

from engine.actor import ActorKind
from engine.errors import BadInput, EngineError, Forbidden, NotFound
from handlers.documents import FontMissingError, UnknownDocumentError, find_document, may_read, open_document
from handlers.documents.pdf import Language, render_opened
from handlers.privacy import ErasedError
from web.cli.output import collect
from web.cli.site import as_user, open_site, operator
from web.i18n.labels import Labels

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("document_id", metavar="DOCUMENT")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write."
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of the labels."
)
@as_user
def document(document_id: str, output: Path, lang: Language, user: str | None) -> None:
    """Write a document as PDF, by its id or number (the newest version). The reading is recorded.

    The same document gives the same bytes every time. With --as, only what that account's roles may read.
    """
    site = open_site()
    by = operator(user)
    try:
        with site.store.read() as connection, Session(bind=connection, autoflush=False) as rows:
            opened = open_document(rows, find_document(rows, document_id))
    except UnknownDocumentError as unknown:
        raise NotFound(what="document", id=document_id) from unknown
    except ErasedError as erased:
        raise BadInput(f"the document {document_id} was erased with its person") from erased
    if by.kind is ActorKind.PERSON and not may_read(opened, by.roles):
        raise Forbidden(actor=by.id, verb="read", what=opened.id)
    site.engine.record_read(by, "read document", opened.id, opened.number, opened.case_id)
    english = Labels.read(site.settings.bpmn).english_composed if lang == "en" else (lambda text: text)
    try:
        output.write_bytes(render_opened(opened, language=lang, translate=english))
    except FontMissingError as missing:
        raise EngineError(str(missing)) from missing
    except OSError as error:
        raise BadInput(f"{output} cannot be written: {error.strerror}") from error
    click.echo(f"{opened.title} {opened.number}, version {opened.version}: {output}")


COMMANDS = collect(document)
