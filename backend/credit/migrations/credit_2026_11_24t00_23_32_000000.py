from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-24T00:23:32:000000"
VERSION = "1.38.0"
DESCRIPTION = "measures of before name their basis"

# What the system did names its own basis (credit.codes.badges.rules); of an officer's decision
# the reason was to name it too, so it says where to read. The constraint follows.
FILL = """
UPDATE badge SET status_basis = CASE
  WHEN status_reason LIKE '商户报失%' THEN '商户申请报失'
  WHEN status_reason LIKE '信息不足%' THEN '本平台评价规则：信息不足不评级，不签发信用码'
  WHEN status_reason LIKE '签名密钥已停用%' THEN '技术原因：签名密钥停用，与商户信用无关'
  ELSE '见原因（作出时依据与原因写在一处）' END
WHERE status IN ('suspended', 'revoked') AND status_basis = ''
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        await engine_finder().run_ddl(FILL)

    manager.add_raw(run)
    return manager
