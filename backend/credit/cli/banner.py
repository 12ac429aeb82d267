"""The one screen that `credit up` ends with."""

from rich.console import Console
from rich.rule import Rule

from credit.demo import demo_accounts, demo_highlights
from credit.kit.console import run_with_database


def print_banner(address: str, *, demo: bool) -> None:
    """Address, demo accounts, what to try first; links stay whole, so that a click opens them."""
    console = Console(highlight=False)
    console.print(Rule(style="blue"))
    console.print(f"[bold]信用青海 is running:[/bold] {address}   (stop with Ctrl-C)")
    if demo:
        _print_demo(console, address)
    console.print(Rule(style="blue"))


def _print_demo(console: Console, address: str) -> None:
    console.print("\n[bold]Try first (示例数据)[/bold]")
    for title, path in run_with_database(demo_highlights):
        console.print(f"  {title}\n    [blue]{address}{path}[/blue]", soft_wrap=True)
    console.print("\n[bold]Demo accounts[/bold] (sign in under 我的)")
    for account in demo_accounts():
        console.print(f"  {account.login} / {account.password}  {account.title}", soft_wrap=True)
