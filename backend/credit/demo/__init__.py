"""The fictitious province (示例数据)."""
