"""`template`: empty workbooks to fill in."""

import sys
from pathlib import Path

import click

KINDS = ("reports", "houses", "households", "stock", "places", "population", "roster")
REFUSED = 1


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def command(kind: str, out: Path) -> None:
    """Write the empty workbook KIND to OUT.xlsx: headings, help and lists to choose from.

    \b
    reports  the figures of townships (亡 失 伤 转 倒 and further ones)
    houses   the house ledger 因灾倒塌损坏住房户一览表, one household a row
    roster   the responsible persons 责任人名册, one person a row
    population  the people of townships and villages, one division a row
    places   positions of seats, villages, depots, sites, shelters, houses and closed roads

    The desk's import page writes the same workbooks with the incident's townships or villages
    already in them.

    Exit status 1 for a workbook this version does not have yet.
    """
    from relief.bootstrap import workbook_writer
    from relief.damage.catalogue import load_indicators
    from relief.damage.house_workbook import house_template
    from relief.damage.workbook import report_template
    from relief.geography.place_columns import place_template
    from relief.geography.population_workbook import people_template
    from relief.offices.roster_workbook import roster_template

    made = {
        "reports": lambda: report_template(load_indicators()),
        "houses": house_template,
        "roster": roster_template,
        "places": place_template,
        "population": people_template,
    }
    if kind not in made:
        click.echo(
            f"尚未提供“{kind}”模板 / the template “{kind}” is not built yet",
            err=True,
        )
        sys.exit(REFUSED)
    out.write_bytes(workbook_writer().template(made[kind]()))
    click.echo(f"{out}", err=True)
