"""`template`: empty workbooks to fill in."""

import sys
from pathlib import Path

import click

KINDS = ("reports", "houses", "households", "stock", "places", "roster")
REFUSED = 1


@click.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def command(kind: str, out: Path) -> None:
    """Write the empty workbook KIND to OUT.xlsx: headings, help and lists to choose from.

    `reports` takes the figures of townships (亡 失 伤 转 倒 and further ones). The desk's import
    page writes the same workbook with the incident's townships already in it.

    Exit status 1 for a workbook this version does not have yet.
    """
    if kind != "reports":
        click.echo(
            f"尚未提供“{kind}”模板，本版只有 reports / "
            f"the template “{kind}” is not built yet: this version has reports",
            err=True,
        )
        sys.exit(REFUSED)
    from relief.bootstrap import workbook_writer
    from relief.damage.catalogue import load_indicators
    from relief.damage.workbook import report_template

    out.write_bytes(workbook_writer().template(report_template(load_indicators())))
    click.echo(f"{out}", err=True)
