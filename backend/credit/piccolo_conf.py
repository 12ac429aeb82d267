"""What Piccolo's migration commands read (PICCOLO_CONF=credit.piccolo_conf)."""

from piccolo.conf.apps import AppRegistry

from credit.kit.db import DB, configure

__all__ = ["APP_REGISTRY", "DB"]

configure()
APP_REGISTRY = AppRegistry(apps=["credit.piccolo_app"])
