"""Objects of models from the rows of a query that is kept (``prepared.py``): what Django makes, in a fifth of the time.

Django looks at every field of a model for each object, loaded or not, and sends two signals. Here what is loaded is put
into the object at once. A model that has a way of its own to come from the database, or that somebody waits for by a
signal, is made by Django.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init

__all__ = ["maker"]

Row = Sequence[Any]


def maker(
    compiler: Any, converters: Mapping[int, tuple[Sequence[Callable[..., Any]], Any]]
) -> Callable[..., list[Any]]:
    """What makes objects of rows, with what ``select_related`` and annotations add, for a query set's compiler.

    Raises NotImplementedError for a query that joins a model with its parent, which nothing here asks for.
    """
    make = _object(compiler.klass_info, compiler.select)
    added = list((compiler.annotation_col_map or {}).items())
    connection = compiler.connection
    steps = [(at, convert, expression) for at, (several, expression) in converters.items() for convert in several]

    def all_of(rows: Iterable[Row]) -> Iterator[Any]:
        for given in rows:
            row = list(given)
            for at, convert, expression in steps:
                row[at] = convert(row[at], expression, connection)
            made = make(row)
            for name, at in added:
                setattr(made, name, row[at])
            yield made

    return lambda rows: list(all_of(rows))


def _object(told: Mapping[str, Any], select: Sequence[Any]) -> Callable[[Row], Any]:
    """Makes the object that the columns of ``told`` describe, with those that hang on it; None without a key."""
    if told.get("from_parent"):
        raise NotImplementedError("objects of a query that is kept are not joined with their parents")
    model, columns = told["model"], told["select_fields"]
    first, end = columns[0], columns[-1] + 1
    names = [select[at][0].target.attname for at in range(first, end)]
    key = first + names.index(model._meta.pk_fields[0].attname)
    related = [
        (_object(one, select), one["local_setter"], one["remote_setter"]) for one in told.get("related_klass_infos", ())
    ]
    make = _plain(model, names) if _is_plain(model) else lambda values: model.from_db("default", names, values)

    def one_of(row: Row) -> Any:
        if row[key] is None:
            return None
        made = make(row[first:end])
        for other, put, put_back in related:
            found = other(row)
            put(made, found)
            if found is not None:
                put_back(found, made)
        return made

    return one_of


def _is_plain(model: type[Model]) -> bool:
    own = model.__init__ is not Model.__init__ or model.from_db.__func__ is not Model.from_db.__func__  # type: ignore[attr-defined]
    return not (own or pre_init.has_listeners(model) or post_init.has_listeners(model))


def _plain(model: type[Model], names: Sequence[str]) -> Callable[[Row], Any]:
    new = model.__new__

    def make(values: Row) -> Any:
        made = new(model)
        state = ModelState()
        state.adding, state.db = False, "default"
        made.__dict__.update(zip(names, values, strict=True), _state=state)
        return made

    return make
