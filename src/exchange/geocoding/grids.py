"""From the two national grids of the directory to WGS 84 degrees."""

from functools import cache
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyproj import Transformer

# Written out, not looked up by EPSG code: building from codes takes 40 ms more, and its result depends on the
# grid files that a machine happens to have. Source: EPSG operations 1314 (OSGB36 to WGS 84, within 2 m) and
# 1954 (TM75 to WGS 84, within 1 m) in the PROJ database; see docs/decisions/0020.
_TO_WGS_84 = (
    "+proj=pipeline +step +inv {grid} +step +proj=push +v_3 +step +proj=cart {ellipsoid} "
    "+step +proj=helmert {shift} +convention=position_vector +step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)
_AIRY = "+ellps=airy"
_AIRY_MODIFIED = "+a=6377340.189 +rf=299.3249646"
_PIPELINES = {
    "british": _TO_WGS_84.format(
        grid=f"+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 {_AIRY}",
        ellipsoid=_AIRY,
        shift="+x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489",
    ),
    "irish": _TO_WGS_84.format(
        grid=f"+proj=tmerc +lat_0=53.5 +lon_0=-8 +k=1.000035 +x_0=200000 +y_0=250000 {_AIRY_MODIFIED}",
        ellipsoid=_AIRY_MODIFIED,
        shift="+x=482.5 +y=-130.6 +z=564.6 +rx=-1.042 +ry=-0.214 +rz=-0.631 +s=8.15",
    ),
}


def grid_of(postcode: str) -> str:
    """Name the grid that the directory uses for ``postcode``: the Irish one for Northern Ireland (BT)."""
    return "irish" if postcode.startswith("BT") else "british"


@cache
def to_wgs_84(grid: str) -> "Transformer":
    """Return the transformer from easting and northing in metres to longitude and latitude in degrees."""
    from pyproj import Transformer  # noqa: PLC0415 - 0.1 s that a process without postcodes need not spend

    return Transformer.from_pipeline(_PIPELINES[grid])


def prepare_in_background() -> None:
    """Start to import pyproj, which takes about as long as reading a letter and can happen meanwhile."""
    Thread(target=to_wgs_84, args=("british",), name="import pyproj").start()
