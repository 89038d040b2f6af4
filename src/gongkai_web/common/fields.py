"""A model field for personal data: encrypted in the database, plain in Python, searched through its index field."""

from __future__ import annotations

from typing import Any

from django.db import models

from gongkai_web.common.crypto import index_of
from gongkai_web.common.index_key import index_key
from gongkai_web.common.ring import key_ring

__all__ = ["PersonalField", "key_ring"]


class PersonalField(models.TextField[str, str]):
    """Text that is sealed when it is written and opened when it is read.

    With ``index="phone_index"`` the model has a CharField of that name, filled with the keyed hash of the value on
    saving; look up through ``PersonalField.find``. It cannot be filtered or ordered by itself.
    """

    def __init__(self, *args: Any, index: str = "", **kwargs: Any) -> None:
        self.index = index
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As Django's, with the name of the index field."""
        name, path, args, kwargs = super().deconstruct()
        if self.index:
            kwargs["index"] = self.index
        return name, path, args, kwargs

    @property
    def context(self) -> str:
        """What a sealed value is bound to: it cannot be moved to another field."""
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """The opened text. Raises Undecipherable when the key is gone."""
        return None if value is None else key_ring().decrypt(value, self.context)

    def get_prep_value(self, value: Any) -> Any:
        """The sealed text."""
        text = super().get_prep_value(value)
        return None if text is None else key_ring().encrypt(text, self.context)

    def get_lookup(self, lookup_name: str) -> Any:
        """None for every lookup but ``isnull``: sealed values cannot be compared."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Fills the index field beside it."""
        value = super().pre_save(model_instance, add)
        if self.index:
            setattr(model_instance, self.index, index_of(index_key(), value, self.context) if value else "")
        return value

    def find(self, text: str) -> models.Q:
        """The condition for rows whose value is this text."""
        return models.Q(**{self.index: index_of(index_key(), text, self.context)})
