"""What every estimator here offers to scikit-learn's tools, without scikit-learn's import time."""

import inspect
from threading import Lock
from typing import Any, Self


class Estimator:
    """An estimator in the manner of scikit-learn: parameters are the arguments of ``__init__`` and kept under
    their names, what ``fit`` finds has a name that ends in ``_``.

    ``clone``, pipelines and searches work. Copies have a lock of their own.
    """

    _writing: Lock

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Give each its own lock for changes."""
        made = super().__new__(cls)
        made._writing = Lock()
        return made

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return what ``__init__`` was given, as ``sklearn.base.clone`` asks for it."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def set_params(self, **params: Any) -> Self:
        """Set what ``__init__`` takes, as scikit-learn's searches do.

        Raises:
            ValueError: there is no such parameter.
        """
        known = self.get_params()
        for name, value in params.items():
            if name not in known:
                raise ValueError(f"There is no parameter '{name}'. Known parameters: {', '.join(known)}")
            setattr(self, name, value)
        return self

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the lock, of which a copy has its own."""
        return {name: value for name, value in vars(self).items() if name != "_writing"}
