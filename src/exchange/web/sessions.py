"""The database session of a request, and the one transaction it holds."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from exchange.plumbing.database import reading, writing


def read_session(request: Request) -> Iterator[Session]:
    """Yield a session that is never committed."""
    with reading(request.app.state.engine) as session:
        yield session


def write_session(request: Request) -> Iterator[Session]:
    """Yield a session that is committed when the route returns and rolled back when it raises."""
    with writing(request.app.state.engine) as session, session.begin():
        yield session


# scope="function": leave the block before the response is sent.
Reading = Annotated[Session, Depends(read_session, scope="function")]
Writing = Annotated[Session, Depends(write_session, scope="function")]
