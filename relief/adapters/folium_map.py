"""The incident's map as one HTML file that opens offline, by folium.

folium links its scripts and styles from the internet: each link is mapped to a local file and
written into the page, or left out where the map does without it; a link nobody mapped is refused.
"""

import base64
import json
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from relief.core.errors import Refused
from relief.core.wording import Bilingual
from relief.situation.incident_map import IncidentMap, MapArea, MapPoint, MapQuestion

_SCRIPT = re.compile(r'<script src="(https?://[^"]+)"></script>')
_STYLE = re.compile(r'<link rel="stylesheet" href="(https?://[^"]+)"\s*/?>')
_FOREIGN = re.compile(r'(?:src|href)\s*=\s*["\']https?://|url\(\s*["\']?https?://|@import')
_IMAGE = re.compile(r"url\(images/([^)]+)\)")
# What folium links and a map of lines, circles and words does without.
_NOT_NEEDED = (
    "jquery",
    "bootstrap",
    "awesome",
    "font",
)
_INK, _GREY, _UNKNOWN = "#15212b", "#5d6b76", "#ffffff"
_PAGE = Path(__file__).with_name("folium_page.css")
_NAMES = Path(__file__).with_name("folium_names.js")


class FoliumMaps:
    """Draws incident maps; `browser_files` is the folder of the vendored Leaflet."""

    def __init__(self, browser_files: Path) -> None:
        """Take Leaflet from `browser_files / "leaflet"`."""
        self._leaflet = browser_files / "leaflet"

    def html(self, *, content: IncidentMap) -> bytes:
        """Return the page: scripts, styles and figures in one file.

        Raises:
            Refused: folium links something this desk has no local file for.
        """
        import folium

        west, south, east, north = content.bounds
        page = folium.Map(
            location=((south + north) / 2, (west + east) / 2),
            tiles=None,
            control_scale=True,
            zoom_snap=0.25,
            attribution_control=False,  # the panel names the sources of the lines
        )
        page.fit_bounds([[south, west], [north, east]])
        for index, question in enumerate(content.questions):
            _question(folium, content, question, first=index == 0).add_to(page)
        _zones(folium, content).add_to(page)
        if content.epicentre is not None:
            _epicentre(folium, content).add_to(page)
        folium.LayerControl(collapsed=False, position="topright").add_to(page)
        root: Any = page.get_root()
        root.html.add_child(folium.Element(_panel(content)))
        names = _NAMES.read_text("utf-8").replace("MAP_NAME", page.get_name())
        root.html.add_child(folium.Element(f"<script>{names}</script>"))
        root.header.add_child(folium.Element(f"<title>{escape(content.title)}</title>"))
        root.header.add_child(folium.Element(f"<style>{_PAGE.read_text('utf-8')}</style>"))
        text = root.render().replace("<html>", f'<html lang="{content.language}">', 1)
        return self._inlined(text).encode()

    def _inlined(self, text: str) -> str:
        rest = _STYLE.sub("", _SCRIPT.sub("", text))
        if left := _FOREIGN.search(rest):  # asked of folium's own page, before Leaflet is in it
            raise _unmapped(rest[left.start() : left.start() + 120])
        text = _SCRIPT.sub(lambda link: self._script(link[1]), text)
        return _STYLE.sub(lambda link: self._style(link[1]), text)

    def _script(self, url: str) -> str:
        if url.endswith("/leaflet.js"):
            code = (self._leaflet / "leaflet.js").read_text("utf-8")
            return f"<script>{code.replace('//# sourceMappingURL=leaflet.js.map', '')}</script>"
        return _left_out(url)

    def _style(self, url: str) -> str:
        if url.endswith("/leaflet.css"):
            code = (self._leaflet / "leaflet.css").read_text("utf-8")
            return f"<style>{_IMAGE.sub(lambda name: self._image(name[1]), code)}</style>"
        return _left_out(url)

    def _image(self, name: str) -> str:
        path = self._leaflet / "images" / name
        if not path.exists():
            return "none"  # markers' pictures: this map draws circles
        return f"url(data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()})"


def _left_out(url: str) -> str:
    if any(word in url.lower() for word in _NOT_NEEDED):
        return ""
    raise _unmapped(url)


def _unmapped(what: str) -> Refused:
    return Refused(
        Bilingual(
            f"离线地图引用了外部资源，已拒绝生成：{what}",
            f"The offline map would load something from outside: {what}",
        ),
        "map",
    )


def _question(folium: Any, content: IncidentMap, asked: MapQuestion, *, first: bool) -> Any:
    group = folium.FeatureGroup(name=escape(asked.title), overlay=False, show=first)
    colon = "：" if content.language.startswith("zh") else ": "
    _layer(folium, [_area(area, asked, colon) for area in content.counties]).add_to(group)
    if content.points:
        _layer(folium, [_point(p, asked, colon) for p in content.points]).add_to(group)
    for point in content.points:
        if point.code in asked.answers:
            _named(folium, point, asked.answers[point.code][1]).add_to(group)
    return group


def _layer(folium: Any, features: list[dict[str, Any]]) -> Any:
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=8, fill=True),
        style_function=lambda feature: feature["properties"]["look"],
        tooltip=folium.GeoJsonTooltip(fields=["short"], labels=False, sticky=True),
        popup=folium.GeoJsonPopup(fields=["long"], labels=False, max_width=320),
    )


def _named(folium: Any, point: MapPoint, answer: str) -> Any:
    word = f"<span class='name'>{escape(point.name)} {escape(answer)}</span>"
    icon = folium.DivIcon(html=word)
    return folium.Marker((point.lat, point.lon), icon=icon, interactive=False)


def _area(area: MapArea, asked: MapQuestion, colon: str) -> dict[str, Any]:
    fill, answer = asked.answers.get(area.code, (_UNKNOWN, ""))
    look = {"fillColor": fill, "fillOpacity": 0.7, "color": _INK, "weight": 1.2}
    said = _Said(area.name, answer, area.facts, colon)
    return _feature(json.loads(_geojson(area)), said, look)


def _geojson(area: MapArea) -> str:
    import shapely

    text: str = shapely.to_geojson(shapely.transform(area.geometry, lambda at: at.round(4)))
    return text


def _point(point: MapPoint, asked: MapQuestion, colon: str) -> dict[str, Any]:
    fill, answer = asked.answers.get(point.code, (_UNKNOWN, ""))
    look = {
        "fill": True,
        "fillColor": fill,
        "fillOpacity": 1,
        "color": _INK,
        "weight": 1.4,
        "radius": 8,
        "dashArray": "3 3" if point.indicative else None,
    }
    geometry = {"type": "Point", "coordinates": [round(point.lon, 4), round(point.lat, 4)]}
    return _feature(geometry, _Said(point.name, answer, point.facts, colon), look)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a place: its name, its answer, its facts."""

    name: str
    answer: str
    facts: tuple[tuple[str, str], ...]
    colon: str


def _feature(geometry: Any, said: _Said, look: dict[str, Any]) -> dict[str, Any]:
    # folium writes properties into the page as HTML: every word is escaped here.
    lines = "<br>".join(
        f"{escape(label)}{said.colon}{escape(value)}" for label, value in said.facts
    )
    properties = {
        "short": f"{escape(said.name)} {escape(said.answer)}".strip(),
        "long": f"<b>{escape(said.name)}</b><br>{lines}",
        "look": look,
    }
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _zones(folium: Any, content: IncidentMap) -> Any:
    group = folium.FeatureGroup(name=escape(content.layer_names[1]))
    for zone in content.zones:
        folium.GeoJson(
            zone.geometry.__geo_interface__,
            style_function=lambda _feature: {
                "fill": False,
                "color": _GREY,
                "weight": 2,
                "dashArray": "7 5",
                "interactive": False,
            },
        ).add_to(group)
        north, middle = zone.geometry.bounds[3], zone.geometry.centroid.x
        label = folium.DivIcon(html=f"<span class='zone'>{escape(zone.label)}</span>")
        folium.Marker((north, middle), icon=label).add_to(group)
    return group


def _epicentre(folium: Any, content: IncidentMap) -> Any:
    lon, lat, said = content.epicentre or (0.0, 0.0, "")
    group = folium.FeatureGroup(name=escape(content.layer_names[2]))
    star = f"<span class='epicentre'>✶ {escape(said)}</span>"
    folium.Marker((lat, lon), icon=folium.DivIcon(html=star)).add_to(group)
    return group


def _panel(content: IncidentMap) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in content.lines)
    legends = "".join(_legend(asked) for asked in content.questions)
    notes = "".join(f"<p>{escape(note)}</p>" for note in content.notes)
    return (
        f'<section class="panel"><h1>{escape(content.title)}</h1>{lines}{legends}'
        f'<div class="notes">{notes}</div></section>'
    )


def _legend(asked: MapQuestion) -> str:
    steps = "".join(
        f'<li><svg width="16" height="11"><rect width="16" height="11" fill="{colour}" '
        f'stroke="#5d6b76"/></svg>{escape(text)}</li>'
        for colour, text in asked.steps
    )
    return f"<h2>{escape(asked.title)}</h2><ul>{steps}</ul>"
