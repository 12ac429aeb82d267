"""The demo's credit districts (信用街区): fictitious ones in real streets, each marked 示例.

A stage of its own, so that a demo that an older release loaded gets them too. A district is
written whole, in one transaction; one that is there is left as officers and shops made it.
"""

from credit.demo.districts.load import load_districts
from credit.demo.districts.plans import DistrictPlan, list_plans

__all__ = ["DistrictPlan", "list_plans", "load_districts"]
