"""The demo company (演示公司): some 230 people and a quarter of clock data, the same each time it is made."""

from opsconsole.demo.building import DemoAccount, DemoCompany, build, company

__all__ = ["DemoAccount", "DemoCompany", "build", "company"]
