"""The toolkit without a browser: `python cli.py --help`.

A command imports its room when it runs: reading one page must not wait for the database and the models.
"""

import io
import logging
import sys
import tomllib
from typing import Annotated, Any

import typer
from typer._click.exceptions import ClickException, UsageError
from typer.core import TyperGroup

from commands.audit import audit
from commands.backup import backup
from commands.bench import bench
from commands.doctor import doctor
from commands.dossier import dossier
from commands.erase import erase
from commands.export import export
from commands.extract import extract
from commands.hunt import hunt
from commands.import_ import import_
from commands.outreach import outreach
from commands.pack import pack
from commands.plugins import plugins, task
from commands.research import research
from commands.restore import restore
from commands.review import review
from commands.robots import robots
from commands.terminal import fail
from commands.worker import worker
from config.errors import UserFacingError
from config.locations import ROOT

logger = logging.getLogger(__name__)


class _Told(TyperGroup):
    """The commands; what an analyst can mend is told in a sentence, whichever command it meets."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        as_json = not {"--json", "--jsonl"}.isdisjoint(ctx.args)
        try:
            return super().invoke(ctx)
        except UserFacingError as error:
            fail(error, as_json=as_json)
        except UsageError as error:
            if not as_json:
                raise
            of = error.ctx.command_path if error.ctx else "cli.py"
            fail(UserFacingError(error.format_message(), f"See `{of} --help`.", code="usage"), as_json=True)
        except KeyboardInterrupt:
            typer.echo("Stopped.", err=True)
            raise typer.Exit(130) from None
        except (ClickException, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:
            logger.exception("%s failed", ctx.invoked_subcommand)
            told = UserFacingError(
                f"The command stopped at something nobody expected ({type(error).__name__}).",
                "Run it again as `cli.py --verbose ...`, which tells where, and report that.",
                code="unexpected",
            )
            fail(told, as_json=as_json)


app = typer.Typer(
    cls=_Told,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Find businesses, verify their contacts and write to them, with two local models and no cloud.",
)


def _version(wanted: bool) -> None:
    if wanted:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        typer.echo(f"{project['name']} {project['version']}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens to stderr.")] = False,
) -> None:
    """Set up what all commands share."""
    del version
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        # Windows would write the code page of the console, and stop at the first letter it lacks.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(level=logging.INFO if verbose else logging.CRITICAL, stream=sys.stderr)


for command in (
    research,
    extract,
    audit,
    robots,
    hunt,
    worker,
    import_,
    outreach,
    export,
    pack,
    review,
    erase,
    backup,
    restore,
    dossier,
    doctor,
    bench,
    plugins,
    task,
):
    app.command(command.__name__.rstrip("_"))(command)

if __name__ == "__main__":
    app()
