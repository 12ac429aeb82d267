"""`credit openapi FILE`: the API's description, for the TypeScript types and the contract test."""

from pathlib import Path

import msgspec
import typer

from credit.main import create_app


def openapi_document() -> bytes:
    """The OpenAPI document as stable, indented JSON."""
    schema = create_app(manage_pool=False).openapi_schema.to_schema()
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2) + b"\n"


def openapi(file: Path) -> None:
    """Write the OpenAPI document to FILE."""
    file.write_bytes(openapi_document())
    typer.echo(f"{file} written")
