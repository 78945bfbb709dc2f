"""Old addresses: whatever is below an organisation that was carried over is found below the other one."""

from urllib.parse import quote

from fastapi import HTTPException, Request

from exchange.organisations.queries import get_code_now
from exchange.people.actor import VISITOR
from exchange.plumbing.database import reading


def follow_mergers(request: Request) -> None:
    """Lead a request for something of an organisation that was carried over to where it is now.

    Every address that has an ODS code in it calls the code so. What is sent is not sent on.

    Raises:
        HTTPException: 308 with the new address.
    """
    code = request.path_params.get("ods_code", "")
    if not code or request.method not in ("GET", "HEAD"):
        return
    with reading(request.app.state.engine) as session:
        code_now = get_code_now(session, VISITOR, code)
    if code_now != code:
        parts = [quote(code_now) if part == quote(code) else part for part in request.url.path.split("/")]
        query = f"?{request.url.query}" if request.url.query else ""
        raise HTTPException(308, headers={"Location": "/".join(parts) + query})
