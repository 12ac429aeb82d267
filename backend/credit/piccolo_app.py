"""One Piccolo app with one linear migration history; its tables are spread over the slices."""

from importlib import import_module
from pathlib import Path

from piccolo.conf.apps import AppConfig
from piccolo.table import Table

HERE = Path(__file__).parent


def table_classes() -> list[type[Table]]:
    """Every Table class defined in a `tables.py`, of a slice or of a folder in it."""
    modules = [
        import_module(f"credit.{'.'.join(path.relative_to(HERE).with_suffix('').parts)}")
        for path in sorted(HERE.glob("**/tables.py"))
    ]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Table)
        and value is not Table
        and value.__module__ == module.__name__
    ]


APP_CONFIG = AppConfig(
    app_name="credit",
    migrations_folder_path=str(HERE / "migrations"),
    table_classes=table_classes(),
    migration_dependencies=[],
)
