"""What the demo company's stockroom keeps: items, what there was at the start of the year, what they cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Good:
    """An item as the file `items` says it, how many there were at the start, and what one costs (fen)."""

    code: str
    name_zh: str
    name_en: str
    spec: str
    category: str
    unit: str
    pack_unit: str
    pack_size: int
    barcode: str
    minimum: int
    durable: bool
    opening: int
    price_fen: int


def _good(line: str) -> Good:
    code, zh, en, spec, category, unit, pack, size, barcode, minimum, durable, opening, price = line.split("|")
    return Good(
        code, zh, en, spec, category, unit, pack, int(size or 0), barcode, int(minimum), durable == "d", int(opening),
        int(price),
    )  # fmt: skip


GOODS = tuple(
    _good(line)
    for line in """
A-001|A4复印纸|Copy paper A4|70g|纸张|包|箱|10|6901234000012|20||96|2150
A-002|A3复印纸|Copy paper A3|70g|纸张|包|箱|5|6901234000029|10||22|4380
A-003|热敏收银纸|Thermal roll|57x50|纸张|卷|盒|100|6901234000036|50||180|132
A-004|便利贴|Sticky notes|76x76|纸张|本|||6901234000043|30||88|285
A-005|信封|Envelope|5号|纸张|个|包|20|6901234000050|100||420|18
B-001|中性笔|Gel pen|黑 0.5|书写|支|盒|12|6901234001019|60||230|145
B-002|中性笔|Gel pen|红 0.5|书写|支|盒|12|6901234001026|24||70|145
B-003|签字笔芯|Pen refill|黑 0.5|书写|支|盒|20|6901234001033|100||300|52
B-004|白板笔|Whiteboard marker|蓝|书写|支|盒|10|6901234001040|20||38|260
B-005|荧光笔|Highlighter|黄|书写|支|||6901234001057|20||46|310
B-006|铅笔|Pencil|2B|书写|支|盒|12|6901234001064|24||90|68
C-001|文件夹|Lever-arch file|A4 双夹|归档|个|||6901234002016|30||74|890
C-002|档案盒|Archive box|55mm|归档|个|||6901234002023|40||120|720
C-003|回形针|Paper clips|29mm|归档|盒|||6901234002030|20||65|150
C-004|长尾夹|Binder clips|32mm|归档|盒|||6901234002047|20||44|560
C-005|订书钉|Staples|24/6|归档|盒|||6901234002054|20||80|95
C-006|透明胶带|Clear tape|18mm|归档|卷|||6901234002061|20||52|180
D-001|硒鼓|Toner cartridge|CF230|耗材|个|||6901234003013|4||9|23800
D-002|墨盒|Ink cartridge|黑|耗材|个|||6901234003020|6||14|8600
D-003|干电池|Battery|AA|耗材|节|板|4|6901234003037|40||120|165
D-004|U盘|USB stick|64G|耗材|个|||6901234003044|5|d|12|4200
D-005|鼠标|Mouse|有线|耗材|个|||6901234003051|5|d|16|3900
D-006|键盘|Keyboard|有线|耗材|个|||6901234003068|3|d|8|7900
E-001|垃圾袋|Bin liner|45x50|保洁|卷|||6901234004010|30||140|320
E-002|洗手液|Hand soap|500ml|保洁|瓶|||6901234004027|12||40|980
E-003|抽纸|Tissues|3层|保洁|包|箱|24|6901234004034|48||210|265
E-004|拖把|Mop|平板|保洁|把|||6901234004041|4||7|4600
F-001|计算器|Calculator|12位|设备|台|||6901234005017|2|d|9|4500
F-002|打孔机|Hole punch|2孔|设备|台|||6901234005024|1|d|5|5200
F-003|订书机|Stapler|中号|设备|台|||6901234005031|3|d|14|2600
F-004|台灯|Desk lamp|LED|设备|台|||6901234005048|1|d|4|12800
F-005|对讲机|Two-way radio|UHF|设备|台|||6901234005055|2|d|6|32000
F-006|笔记本电脑|Laptop|14寸|设备|台|||6901234005062|1|d|3|468000
F-007|安全帽|Safety helmet|ABS|设备|顶|||6901234005079|10|d|40|3600
G-001|茶叶|Tea|绿茶 250g|接待|罐|||6901234006014|5||11|8800
G-002|纸杯|Paper cups|250ml|接待|包|箱|20|6901234006021|20||62|650
""".strip().splitlines()
)
