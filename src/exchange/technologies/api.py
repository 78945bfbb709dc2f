"""JSON for technologies. Same queries and same schemas as the pages."""

from fastapi import APIRouter, Depends

from exchange.people.actor import Permission
from exchange.people.current import Needs

router = APIRouter(prefix="/api/v1", tags=["technologies"], dependencies=[Depends(Needs(Permission.READ_PUBLIC))])
