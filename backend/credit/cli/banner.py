"""The one screen that `credit up` ends with."""

from rich.console import Console
from rich.panel import Panel

from credit.demo import demo_accounts, demo_highlights
from credit.kit.console import run_with_database


def print_banner(address: str, *, demo: bool) -> None:
    """Address, demo accounts, what to try first."""
    lines = [f"[bold]信用青海 is running:[/bold] {address}", "Stop with Ctrl-C."]
    if demo:
        highlights = run_with_database(demo_highlights)
        lines += ["", "[bold]Try first (示例数据)[/bold]"]
        lines += [f"  {title}: {address}{path}" for title, path in highlights]
        lines += ["", "[bold]Demo accounts[/bold] (sign in under 我的)"]
        lines += [f"  {a.login} / {a.password}  {a.title}" for a in demo_accounts()]
    Console().print(Panel("\n".join(lines), border_style="blue", expand=False), soft_wrap=True)
