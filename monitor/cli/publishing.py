"""preview, send-test: an edition as it would go out, to look at or to try the way to an inbox."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from monitor.cli.context import OWED, Context, leave, with_context
from monitor.cli.instants import INSTANT

if TYPE_CHECKING:
    from monitor.app import App
    from monitor.config import Config
    from monitor.digest import Digest, Rendered
    from monitor.model import Delivery
    from monitor.pipeline.tally import Tally

    Preview = tuple[Digest, Rendered, bytes]

FORMATS: dict[str, Callable[[Preview], bytes]] = {
    "text": lambda preview: preview[1].text.encode(),
    "html": lambda preview: preview[1].html.encode(),
    "markdown": lambda preview: preview[1].markdown.encode(),
    "json": lambda preview: preview[1].json + b"\n",
    "eml": lambda preview: preview[2],
}


@click.command()
@click.argument("digest_id", metavar="DIGEST")
@click.option("--as-of", "as_of", type=INSTANT, metavar="INSTANT", help="As it would have gone out then; default now.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", help="What to print.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@with_context
def preview(context: Context, digest_id: str, as_of: datetime | None, form: str) -> None:
    """What would go out; records nothing."""
    from monitor import app
    from monitor.pipeline.tally import Tally

    config = context.load()
    tally = Tally()
    with app.open_app(config) as running:
        made = _compose(running, tally, digest_id, as_of or app.utc_now(), test_to=None)
    click.echo(FORMATS[form](made), nl=False)
    _report(context, tally)


@click.command()
@click.argument("digest_id", metavar="DIGEST")
@click.option("--to", "address", metavar="ADDRESS", help="Who gets it; default the contact of the imprint.")
@with_context
def send_test(context: Context, digest_id: str, address: str | None) -> None:
    """Send the current window now, marked TEST; records no edition."""
    from monitor import app
    from monitor.errors import DeliveryError
    from monitor.pipeline.tally import Tally

    config = context.load(need_secrets=True)
    recipient = _recipient(address or config.imprint.contact)
    tally = Tally()
    with app.open_app(config) as running:
        now = app.utc_now()
        _, rendered, message = _compose(running, tally, digest_id, now, test_to=recipient)
        for channel in _mail_channels(config, digest_id):
            try:
                answer = running.channels[channel].send(_delivery(digest_id, channel, recipient, message, now))
            except DeliveryError as error:
                tally.problem(f"channel:{channel}", f"to {recipient}: {error}")
            else:
                click.echo(f"{channel}: {rendered.subject!r} to {recipient}: {answer}")
    _report(context, tally)


def _recipient(address: str) -> str:
    from monitor.text.mail_address import mail_address

    if not address:
        raise click.UsageError("say who gets it with --to ADDRESS, or set imprint.contact")
    try:
        mail_address(address)
    except ValueError as error:
        raise click.UsageError(f"--to: {error}") from error
    return address


def _compose(running: App, tally: Tally, digest_id: str, at: datetime, *, test_to: str | None) -> Preview:
    from monitor import app
    from monitor.app.publishing import publish_job
    from monitor.errors import ItemError

    with app.open_store(running.config) as store:
        try:
            return publish_job(running, store, tally).preview(digest_id, at, is_test=test_to is not None, to=test_to or "")
        except KeyError:
            known = ", ".join(one.id for one in running.config.digests)
            raise click.UsageError(f"there is no digest {digest_id!r}; there is {known}") from None
        except (ItemError, ValueError) as error:
            raise click.ClickException(f"{digest_id} cannot be rendered: {error}") from error


def _mail_channels(config: Config, digest_id: str) -> tuple[str, ...]:
    """The digest's channels that take mail; a usage error when it has none."""
    settings = next(one for one in config.digests if one.id == digest_id)
    found = tuple(name for name in settings.channels if config.channels[name].kind in ("smtp", "file"))
    if not found:
        raise click.UsageError(f"no channel of {digest_id!r} takes mail")
    return found


def _delivery(digest_id: str, channel: str, recipient: str, message: bytes, now: datetime) -> Delivery:
    from monitor.model import Delivery, stable_id

    name = stable_id("test", digest_id, channel, recipient, now.isoformat())
    return Delivery(
        id=name,
        digest=digest_id,
        edition=0,
        channel=channel,
        recipient=recipient,
        kind="mail",
        payload=message,
        message_id=f"<{name}>",
        created_at=now,
    )


def _report(context: Context, tally: Tally) -> None:
    """What went wrong, one line each."""
    context.tell(tally.problems)
    leave(OWED if tally.problems else 0)
