"""The rooms' settings classes in, pydantic models of the file's form out: the one place that says how a setting is written down.

The settings stay plain frozen dataclasses that know nothing of files; the models add what a file needs: no
unknown keys, `is_` left out of names, lengths of time as `30s`, secrets by reference, one value where a list of one is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from types import GenericAlias, NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, ValidationInfo, WithJsonSchema, create_model
from pydantic import Field as ModelField
from pydantic_core import PydanticCustomError

from monitor.cadence import PollSettings
from monitor.config import values
from monitor.config.form import FeedSettings, OperatorSettings, WebSettings
from monitor.config.secrets import SettingError
from monitor.deliver.settings import ArchiveSettings, ChatSettings, SmtpSettings, WebhookSettings
from monitor.digest.settings import DigestSettings, Imprint, Recipient
from monitor.fetch.settings import FetchSettings
from monitor.model import Secret
from monitor.net.settings import NetSettings
from monitor.store.settings import StoreSettings
from monitor.topics.settings import TopicSettings

JsonSchema = dict[str, Any]


class Section(BaseModel):
    """Base of every model: the settings class it stands for is `of`."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    of: ClassVar[type[Any]]


OMITTED = {(FetchSettings, "net"), (FetchSettings, "tokens")}
"""Settings that have a section of their own, or come from feeds' addresses."""

SHORT: dict[type[Any], Callable[[str], dict[str, str]]] = {
    TopicSettings: lambda text: {"id": text, "use": text},
    Recipient: lambda text: {"address": text},
}
"""What a plain text stands for where settings are meant."""

MAY_BE_ZERO = {"gap", "max_gap", "patience", "max_redirects", "max_stories", "threshold", "jitter", "min_free"}
"""Numbers and times for which 0 means something; all others begin above it."""


def _read(reader: Callable[[Any], Any], schema: JsonSchema) -> Any:
    """A type whose texts are read by `reader`, described by `schema`."""

    def validate(value: Any) -> Any:
        try:
            return reader(value)
        except SettingError as error:
            raise _refusal(error) from None

    return Annotated[Any, PlainValidator(validate), WithJsonSchema(schema)]


def _resolve(reader: Callable[[Any, Any], Any], schema: JsonSchema) -> Any:
    """The same for texts that may hold references: the context of validation is the Secrets they come from."""

    def validate(value: Any, info: ValidationInfo) -> Any:
        try:
            return reader(value, info.context)
        except SettingError as error:
            raise _refusal(error) from None

    return Annotated[Any, PlainValidator(validate), WithJsonSchema(schema)]


def _refusal(error: SettingError) -> PydanticCustomError:
    return PydanticCustomError("wrong", "{what}", {"what": error.what, "repair": error.repair})


TEXT: JsonSchema = {"type": "string"}
REFERENCE_SCHEMA: JsonSchema = {"type": "string", "pattern": r"^$|^file:.+|\$\{[A-Za-z_][A-Za-z0-9_]*\}"}
NAME_SCHEMA: JsonSchema = {"type": "string", "pattern": f"^{values.NAME.pattern}$"}
ZONE = _read(values.zone, {**TEXT, "examples": ["UTC", "Europe/Berlin"]})
CRON_SCHEMA: JsonSchema = {**TEXT, "examples": ["0 7 * * *", "30 6 * * 1-5"]}
ADDRESS_SCHEMA: JsonSchema = {**TEXT, "examples": ["ada@example.org"]}

OF_ITS_OWN: dict[tuple[type[Any], str], Any] = {
    (Imprint, "contact"): _read(values.mail_address, ADDRESS_SCHEMA),
    (Imprint, "domain"): _read(values.host, TEXT),
    (Imprint, "key"): _resolve(values.key, REFERENCE_SCHEMA),
    (Imprint, "unsubscribe_url"): _read(values.web_address, {**TEXT, "pattern": "^https://"}),
    (Imprint, "web_url"): _read(values.web_address, {**TEXT, "pattern": "^https?://"}),
    (ArchiveSettings, "base_url"): _read(values.web_address, {**TEXT, "pattern": "^https?://"}),
    (OperatorSettings, "address"): _read(values.recipient_address, ADDRESS_SCHEMA),
    (WebSettings, "listen"): _read(values.host, {**TEXT, "examples": ["127.0.0.1", "::1"]}),
    (WebSettings, "port"): _read(partial(values.whole, least=0, most=65_535), {"type": "integer", "minimum": 0, "maximum": 65_535}),
    (FeedSettings, "id"): _read(values.name, NAME_SCHEMA),
    (FeedSettings, "url"): _resolve(values.feed_address, {**TEXT, "pattern": "^https?://"}),
    (FeedSettings, "language"): _read(values.language, {**TEXT, "pattern": f"^{values.LANGUAGE.pattern}$"}),
    (FeedSettings, "country"): _read(values.country, {**TEXT, "pattern": f"^{values.COUNTRY.pattern}$"}),
    (FeedSettings, "selector"): _read(values.css_selector, {**TEXT, "examples": ["h2 a"]}),
    (TopicSettings, "id"): _read(values.name, NAME_SCHEMA),
    (DigestSettings, "id"): _read(values.name, NAME_SCHEMA),
    (DigestSettings, "cron"): _read(partial(values.cron, may_be_alert=True), CRON_SCHEMA),
    (DigestSettings, "zone"): ZONE,
    (DigestSettings, "language"): _read(values.language, {**TEXT, "pattern": f"^{values.LANGUAGE.pattern}$"}),
    (Recipient, "address"): _read(values.recipient_address, ADDRESS_SCHEMA),
    (Recipient, "cron"): _read(partial(values.cron, may_be_alert=False), CRON_SCHEMA),
    (Recipient, "zone"): ZONE,
    (SmtpSettings, "host"): _read(values.host, {**TEXT, "examples": ["smtp.example.org"]}),
    (SmtpSettings, "port"): _read(partial(values.whole, least=1, most=65_535), {"type": "integer", "minimum": 1, "maximum": 65_535}),
    (SmtpSettings, "sender"): _read(values.mail_address, ADDRESS_SCHEMA),
    (SmtpSettings, "reply_to"): _read(values.mail_address, ADDRESS_SCHEMA),
    (SmtpSettings, "helo"): _read(values.host, TEXT),
    (WebhookSettings, "url"): _resolve(values.secret_web_address, REFERENCE_SCHEMA),
    (ChatSettings, "url"): _resolve(values.needed_secret, REFERENCE_SCHEMA),
    (StoreSettings, "url"): _resolve(
        values.store_address, {**TEXT, "examples": ["monitor.db", "postgresql://monitor:${PGPASSWORD}@db/monitor"]}
    ),
    (NetSettings, "allow"): _read(values.network, {**TEXT, "examples": ["127.0.0.0/8"]}),
    (PollSettings, "jitter"): _read(partial(values.number, least=0, most=1), {"type": "number", "minimum": 0, "maximum": 1}),
}
"""Settings that are more than a text, a number or a time; for lists, what each item is."""

QUERIES = {"strong", "weak", "exclude", "query", "any", "all", "none", "title_any"}
"""Settings of topics that may have several lines."""

SPAN_SCHEMA: JsonSchema = {"type": "string", "pattern": f"^{values.SPAN.pattern}$", "examples": ["30s", "10m", "2h", "5d"]}


def _scalar(hint: type[Any], name: str) -> Any:
    may_be_zero = name in MAY_BE_ZERO
    least = 0 if may_be_zero else 1
    scalars: dict[type[Any], Any] = {
        str: lambda: _read(values.text if name in QUERIES else values.line, TEXT),
        bool: lambda: _read(values.flag, {"type": "boolean"}),
        int: lambda: _read(partial(values.whole, least=least), {"type": "integer", "minimum": least}),
        float: lambda: _read(partial(values.number, least=0), {"type": "number", "minimum": 0}),
        timedelta: lambda: _read(partial(values.span, may_be_zero=may_be_zero), SPAN_SCHEMA),
        datetime: lambda: _read(values.instant, {**TEXT, "examples": ["2026-11-24"]}),
        Secret: lambda: _resolve(values.secret, REFERENCE_SCHEMA),
    }
    return scalars[hint]()


class OneOrMore:
    """Marks a list for which its only item may stand alone."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> JsonSchema:
        """Either the list or one of its items."""
        schema: JsonSchema = handler(core)
        return {"anyOf": [schema, schema["items"]]}


def _in_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def annotation(hint: Any, owner: type[Any], name: str) -> Any:
    """The type of a setting as the file writes it."""
    origin, inner = get_origin(hint), [part for part in get_args(hint) if part is not NoneType]
    if origin is tuple:
        items: Any = GenericAlias(tuple, (annotation(inner[0], owner, name), ...))
        return Annotated[items, BeforeValidator(_in_list), OneOrMore()]
    if origin is dict:
        return dict[_read(values.name, NAME_SCHEMA), annotation(inner[1], owner, name)]  # type: ignore[misc]
    if origin in (Union, UnionType) and len(inner) > 1:
        return Annotated[Union[tuple(model_of(kind) for kind in inner)], ModelField(discriminator="kind")]  # noqa: UP007 - built at run time
    if origin in (Union, UnionType):
        return annotation(inner[0], owner, name)
    if (owner, name) in OF_ITS_OWN:
        return OF_ITS_OWN[owner, name]
    if origin is Literal:
        return hint
    return _with_short(hint) if is_dataclass(hint) and hint is not Secret else _scalar(hint, name)


def _with_short(kind: Any) -> Any:
    """A model, or for some also the plain text that stands for it."""
    if kind not in SHORT:
        return model_of(kind)
    return Annotated[model_of(kind), BeforeValidator(lambda value: SHORT[kind](value) if isinstance(value, str) else value), OrText()]


class OrText:
    """Marks settings for which a plain text may stand."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> JsonSchema:
        """Either a mapping or a text."""
        return {"anyOf": [handler(core), TEXT]}


def file_name(name: str) -> str:
    """A setting's name in the file: without `is_`."""
    return name.removeprefix("is_")


def settings_fields(kind: type[Any]) -> list[Field[Any]]:
    """The settings of a class that stand in the file, in order."""
    return [one for one in fields(kind) if (kind, one.name) not in OMITTED]


def is_required(one: Field[Any]) -> bool:
    """Whether a setting has no default."""
    return one.default is MISSING and one.default_factory is MISSING


@cache
def model_of(kind: type[Any], *, only: frozenset[str] | None = None) -> type[Section]:
    """The pydantic model of one settings class; with `only`, the other settings are taken as they are.

    A model costs milliseconds, and what a file leaves out needs none.
    """
    hints = get_type_hints(kind)
    members: dict[str, Any] = {}
    for one in settings_fields(kind):
        given = ModelField() if is_required(one) else ModelField(default_factory=lambda: None)
        name = file_name(one.name)
        members[name] = (annotation(hints[one.name], kind, one.name) if only is None or name in only else Any, given)
    model: type[Section] = create_model(kind.__name__, __base__=Section, **members)
    model.of = kind
    return model


def settings_of(found: Any) -> Any:
    """A validated model -> the settings it stands for; what the file left out has its own default."""
    if isinstance(found, Section):
        given = {
            one.name: settings_of(getattr(found, file_name(one.name)))
            for one in settings_fields(found.of)
            if file_name(one.name) in found.model_fields_set
        }
        return found.of(**given)
    if isinstance(found, tuple):
        return tuple(settings_of(item) for item in found)
    if isinstance(found, dict):
        return {key: settings_of(value) for key, value in found.items()}
    return found
