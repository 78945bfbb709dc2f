"""Dependencies that count requests, and refuse those beyond a limit."""

from ipaddress import ip_address, ip_network

from fastapi import Request

from exchange.plumbing.limits import Limit, TooMany, count

_WIDEST = {4: 24, 6: 48}  # prefix lengths of what one household or organisation usually has


class Limited:
    """``dependencies=[Depends(Limited(...))]`` on a route: so often from one network address.

    Counted before the route does anything, in a transaction of its own, so that refusals count too.
    """

    def __init__(self, *limits: Limit) -> None:
        self.limits = limits

    def __call__(self, request: Request) -> None:
        address = client_address(request)
        wait = count(request.app.state.engine, [(limit, address) for limit in self.limits])
        if wait:
            raise TooMany(wait)


def client_address(request: Request) -> str:
    """Return the address that a request comes from, as the server or a trusted proxy says."""
    return request.client.host if request.client else "unknown"


def client_network(request: Request) -> str:
    """Return the network around that address: its first 24 bits, or 48 of IPv6."""
    address = client_address(request)
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(ip_network(f"{known}/{_WIDEST[known.version]}", strict=False))
