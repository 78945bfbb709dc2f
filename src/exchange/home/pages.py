"""HTML for home."""

from fastapi import APIRouter, Depends

from exchange.people.actor import Permission
from exchange.people.current import Needs

router = APIRouter(dependencies=[Depends(Needs(Permission.READ_PUBLIC))], include_in_schema=False)
