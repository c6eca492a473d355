"""The demo company's units and positions: who stands where, and how many they are meant to be."""

from __future__ import annotations

from dataclasses import dataclass

from opsconsole.org.model import Layer, Rank, UnitKind

FIRST_DEPUTY, SECOND_DEPUTY, THIRD_DEPUTY = "E00002", "E00003", "E00004"


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit as the file `units` says it."""

    code: str
    parent: str
    name_zh: str
    name_en: str
    layer: Layer
    kind: UnitKind | None = None
    assessed: bool = False
    in_charge: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A position as the file `positions` says it, with how many people hold it and what they get a month in yuan."""

    code: str
    unit: str
    title_zh: str
    title_en: str
    reports_to: str
    headcount: int
    held_by: int
    basic: int
    bonus: int
    rank: Rank = Rank.STAFF


_BUSINESS, _FUNCTIONAL, _BRANCH = UnitKind.BUSINESS, UnitKind.FUNCTIONAL, UnitKind.BRANCH
_DECISION, _MANAGEMENT, _EXECUTION, _OPERATION = Layer.DECISION, Layer.MANAGEMENT, Layer.EXECUTION, Layer.OPERATION
_HEAD, _DEPUTY = Rank.HEAD, Rank.DEPUTY_GM

UNITS = (
    DemoUnit("GS", "", "演示公司", "Demo Company", _DECISION),
    DemoUnit("DSH", "GS", "董事会", "Board of Directors", _DECISION),
    DemoUnit("JSH", "GS", "监事会", "Supervisory Board", _DECISION),
    DemoUnit("ZJB", "GS", "总经理班子", "Executives", _DECISION),
    DemoUnit("ZJL", "GS", "总经理室", "General Management", _MANAGEMENT),
    DemoUnit("BG", "ZJL", "总经理办公室", "General Office", _EXECUTION, _FUNCTIONAL, False, FIRST_DEPUTY),
    DemoUnit("RL", "ZJL", "人力资源部", "Human Resources", _EXECUTION, _FUNCTIONAL, False, FIRST_DEPUTY),
    DemoUnit("CW", "ZJL", "财务部", "Finance", _EXECUTION, _FUNCTIONAL),
    DemoUnit("XZ", "ZJL", "行政部", "Administration", _EXECUTION, _FUNCTIONAL, False, FIRST_DEPUTY),
    DemoUnit("YY", "ZJL", "运营部", "Operations", _EXECUTION, _BUSINESS, True, SECOND_DEPUTY),
    DemoUnit("QH", "ZJL", "企划部", "Planning", _EXECUTION, _BUSINESS, True, SECOND_DEPUTY),
    DemoUnit("QD", "ZJL", "渠道部", "Channels", _EXECUTION, _BUSINESS, True, SECOND_DEPUTY),
    DemoUnit("XS", "ZJL", "销售部", "Sales", _EXECUTION, _BUSINESS, True, SECOND_DEPUTY),
    DemoUnit("SC", "ZJL", "生产部", "Production", _EXECUTION, _BUSINESS, True, THIRD_DEPUTY),
    DemoUnit("SC1", "SC", "一车间", "Workshop One", _OPERATION, _BUSINESS, True, THIRD_DEPUTY),
    DemoUnit("SC2", "SC", "二车间", "Workshop Two", _OPERATION, _BUSINESS, True, THIRD_DEPUTY),
    DemoUnit("YF", "ZJL", "研发部", "Research and Development", _EXECUTION, _BUSINESS, True, THIRD_DEPUTY),
    DemoUnit("HD", "ZJL", "华东分公司", "East China Branch", _EXECUTION, _BRANCH, True, SECOND_DEPUTY),
)

POSTS = (
    Post("DS-01", "DSH", "董事长", "Chair of the board", "", 1, 1, 25_000, 8_000),
    Post("DS-02", "DSH", "董事会秘书", "Secretary of the board", "DS-01", 1, 1, 13_000, 3_000),
    Post("JS-01", "JSH", "监事会主席", "Chair of the supervisory board", "", 1, 1, 18_000, 5_000),
    Post("JS-02", "JSH", "职工监事", "Supervisor for the staff", "JS-01", 1, 0, 9_000, 1_500),
    Post("ZB-01", "ZJB", "总会计师", "Chief accountant", "ZJ-01", 1, 1, 18_500, 5_500),
    Post("ZB-02", "ZJB", "总工程师", "Chief engineer", "ZJ-01", 1, 1, 19_500, 6_000),
    Post("ZJ-01", "ZJL", "总经理", "General manager", "DS-01", 1, 1, 23_000, 8_000, Rank.GENERAL_MANAGER),
    Post(
        "ZJ-02", "ZJL", "行政副总经理", "Deputy general manager, administration", "ZJ-01", 1, 1, 18_000, 6_000, _DEPUTY
    ),
    Post("ZJ-03", "ZJL", "营销副总经理", "Deputy general manager, marketing", "ZJ-01", 1, 1, 18_500, 7_000, _DEPUTY),
    Post("ZJ-04", "ZJL", "生产副总经理", "Deputy general manager, production", "ZJ-01", 1, 1, 18_000, 6_000, _DEPUTY),
    Post("BG-01", "BG", "办公室主任", "Head of the general office", "ZJ-02", 1, 1, 12_500, 3_000, _HEAD),
    Post("BG-02", "BG", "行政秘书", "Office secretary", "BG-01", 2, 2, 7_200, 1_500),
    Post("BG-03", "BG", "考勤管理员", "Attendance clerk", "BG-01", 1, 1, 6_300, 1_200),
    Post("BG-04", "BG", "保管员", "Storekeeper", "BG-01", 1, 1, 5_600, 1_000),
    Post("BG-05", "BG", "核稿文秘", "Document reviewer", "BG-01", 1, 1, 7_800, 1_600),
    Post("BG-06", "BG", "档案管理员", "Archivist", "BG-01", 1, 1, 6_000, 1_100),
    Post("BG-07", "BG", "网络管理员", "System administrator", "BG-01", 1, 1, 8_600, 1_800),
    Post("BG-08", "BG", "驾驶员", "Driver", "BG-01", 3, 3, 5_400, 1_200),
    Post("RL-01", "RL", "人力资源部经理", "Head of human resources", "ZJ-02", 1, 1, 12_000, 3_000, _HEAD),
    Post("RL-02", "RL", "招聘专员", "Recruiter", "RL-01", 2, 2, 6_800, 1_400),
    Post("RL-03", "RL", "薪酬专员", "Payroll specialist", "RL-01", 1, 1, 7_400, 1_500),
    Post("RL-04", "RL", "培训专员", "Training specialist", "RL-01", 2, 1, 6_800, 1_400),
    Post("CW-01", "CW", "财务部经理", "Head of finance", "ZB-01", 1, 1, 14_000, 4_000, _HEAD),
    Post("CW-02", "CW", "财务审核", "Finance reviewer", "CW-01", 1, 1, 9_500, 2_000),
    Post("CW-03", "CW", "会计", "Accountant", "CW-01", 4, 4, 7_600, 1_600),
    Post("CW-04", "CW", "出纳", "Cashier", "CW-01", 1, 1, 6_400, 1_200),
    Post("CW-05", "CW", "内审员", "Internal auditor", "CW-01", 1, 1, 8_800, 1_800),
    Post("XZ-01", "XZ", "行政部经理", "Head of administration", "ZJ-02", 1, 1, 10_500, 2_500, _HEAD),
    Post("XZ-02", "XZ", "行政专员", "Administration specialist", "XZ-01", 2, 2, 6_000, 1_200),
    Post("XZ-03", "XZ", "前台", "Receptionist", "XZ-01", 2, 2, 4_800, 800),
    Post("XZ-04", "XZ", "保安", "Guard", "XZ-01", 5, 4, 4_300, 700),
    Post("XZ-05", "XZ", "保洁", "Cleaner", "XZ-01", 3, 3, 3_500, 400),
    Post("YY-01", "YY", "运营部经理", "Head of operations", "ZJ-03", 1, 1, 13_000, 4_000, _HEAD),
    Post("YY-02", "YY", "运营主管", "Operations supervisor", "YY-01", 2, 2, 9_200, 2_200),
    Post("YY-03", "YY", "运营专员", "Operations specialist", "YY-02", 8, 7, 7_000, 1_600),
    Post("YY-04", "YY", "数据分析师", "Data analyst", "YY-01", 2, 2, 9_800, 2_000),
    Post("YY-05", "YY", "客服组长", "Customer service leader", "YY-01", 1, 1, 6_800, 1_500),
    Post("YY-06", "YY", "客服专员", "Customer service agent", "YY-05", 8, 7, 5_000, 1_100),
    Post("QH-01", "QH", "企划部经理", "Head of planning", "ZJ-03", 1, 1, 12_800, 3_800, _HEAD),
    Post("QH-02", "QH", "品牌策划", "Brand planner", "QH-01", 3, 3, 8_600, 2_000),
    Post("QH-03", "QH", "活动策划", "Campaign planner", "QH-01", 2, 2, 7_800, 1_800),
    Post("QH-04", "QH", "平面设计师", "Graphic designer", "QH-02", 4, 4, 7_600, 1_600),
    Post("QH-05", "QH", "市场调研员", "Market researcher", "QH-01", 3, 2, 7_000, 1_500),
    Post("QD-01", "QD", "渠道部经理", "Head of channels", "ZJ-03", 1, 1, 13_000, 4_200, _HEAD),
    Post("QD-02", "QD", "区域渠道主管", "Regional channel supervisor", "QD-01", 4, 3, 9_000, 2_600),
    Post("QD-03", "QD", "渠道专员", "Channel specialist", "QD-02", 10, 9, 6_800, 2_000),
    Post("QD-04", "QD", "代理商培训师", "Agent trainer", "QD-01", 2, 2, 7_800, 1_800),
    Post("XS-01", "XS", "销售部经理", "Head of sales", "ZJ-03", 1, 1, 13_500, 6_000, _HEAD),
    Post("XS-02", "XS", "大区经理", "Area sales manager", "XS-01", 4, 4, 9_500, 4_000),
    Post("XS-03", "XS", "销售代表", "Sales representative", "XS-02", 28, 26, 5_800, 3_200),
    Post("XS-04", "XS", "销售内勤", "Sales assistant", "XS-01", 4, 4, 5_400, 1_000),
    Post("SC-01", "SC", "生产部经理", "Head of production", "ZJ-04", 1, 1, 13_000, 4_000, _HEAD),
    Post("SC-02", "SC", "生产计划员", "Production planner", "SC-01", 2, 2, 7_200, 1_500),
    Post("SC-03", "SC", "质检员", "Quality inspector", "SC-01", 6, 6, 5_800, 1_300),
    Post("SC-04", "SC", "设备维修工", "Maintenance fitter", "SC-01", 3, 3, 6_400, 1_500),
    Post("SC-05", "SC", "物料员", "Materials clerk", "SC-01", 3, 3, 5_000, 1_000),
    Post("SC1-01", "SC1", "一车间主任", "Head of workshop one", "SC-01", 1, 1, 9_000, 2_400, _HEAD),
    Post("SC1-02", "SC1", "班组长", "Team leader", "SC1-01", 2, 2, 6_400, 1_600),
    Post("SC1-03", "SC1", "装配工", "Assembler", "SC1-02", 24, 22, 4_800, 1_400),
    Post("SC2-01", "SC2", "二车间主任", "Head of workshop two", "SC-01", 1, 1, 9_000, 2_400, _HEAD),
    Post("SC2-02", "SC2", "班组长", "Team leader", "SC2-01", 2, 2, 6_400, 1_600),
    Post("SC2-03", "SC2", "包装工", "Packer", "SC2-02", 18, 17, 4_500, 1_200),
    Post("YF-01", "YF", "研发部经理", "Head of research and development", "ZJ-04", 1, 1, 17_000, 5_000, _HEAD),
    Post("YF-02", "YF", "结构工程师", "Mechanical engineer", "YF-01", 5, 5, 11_500, 2_500),
    Post("YF-03", "YF", "电子工程师", "Electronics engineer", "YF-01", 5, 4, 12_000, 2_600),
    Post("YF-04", "YF", "软件工程师", "Software engineer", "YF-01", 10, 9, 13_500, 3_000),
    Post("YF-05", "YF", "测试工程师", "Test engineer", "YF-01", 4, 4, 9_500, 2_000),
    Post("HD-01", "HD", "华东分公司经理", "Head of the East China branch", "ZJ-03", 1, 1, 12_500, 4_500, _HEAD),
    Post("HD-02", "HD", "业务代表", "Branch sales representative", "HD-01", 12, 11, 6_200, 3_000),
    Post("HD-03", "HD", "分公司会计", "Branch accountant", "HD-01", 1, 1, 7_200, 1_400),
    Post("HD-04", "HD", "仓库管理员", "Warehouse keeper", "HD-01", 2, 2, 5_000, 1_000),
    Post("HD-05", "HD", "行政文员", "Branch clerk", "HD-01", 2, 2, 4_800, 900),
)

POST = {post.code: post for post in POSTS}
