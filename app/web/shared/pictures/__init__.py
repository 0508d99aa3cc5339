"""Pictures are drawn on the server as SVG: here the geometry, pure and without words; `templates/shared/pictures.html` writes it down.

Every picture has a text beside it that says the same: a label, or a table.
"""

from app.endorse.spans import Span, spans
from app.web.shared.pictures.bloom import Bloom, bloom
from app.web.shared.pictures.curve import Curve, curve
from app.web.shared.pictures.map import CountyMap, county_map
from app.web.shared.pictures.pace import Pace, pace
from app.web.shared.pictures.ring import Ring, ring
from app.web.shared.pictures.split import Share, split

__all__ = ["Bloom", "CountyMap", "Curve", "Pace", "Ring", "Share", "Span", "bloom", "county_map", "curve", "pace", "ring", "spans", "split"]
