"""Names for the demo company: of the usual surnames and given names, some with more than one reading."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

_SURNAMES = (
    "王王王王李李李李张张张张刘刘刘陈陈陈杨杨黄黄赵赵吴吴周周徐徐孙孙马马朱朱胡胡郭郭何何林林高高罗罗"
    "郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯"
    "江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向单仇解查翟"
)
_COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛")
_COMPOUND_EVERY = 40
_GIVEN = """
    伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 英 华 玉 萍 鑫 波 斌 宇 浩 凯 健 俊 帆 雪 婷 倩 颖
    琳 莹 秀英 桂英 玉兰 桂兰 建国 建华 建平 志强 志明 志勇 国强 国华 文博 文静 文杰 晓东 晓明 晓燕 晓红 晓峰 海燕
    海涛 海波 丽华 丽娟 丽萍 春梅 春花 秋菊 冬梅 雪梅 红梅 小红 小丽 小军 小龙 永强 永健 永红 俊杰 俊峰 子轩 子涵
    浩然 浩宇 宇轩 宇航 雨桐 雨欣 梦瑶 梦琪 思远 思雨 欣怡 佳怡 佳琪 嘉豪 嘉欣 天宇 天明 家辉 家伟 立新 立军 振华
    振东 成龙 成林 长江 长青 大勇 大伟 少华 少杰 德胜 德明 庆华 庆丰 新宇 新民 学军 学文 雅琴 雅婷 月华 月娥 云飞
    云霞 泽宇 泽民
"""
_GIVEN_NAMES = tuple(_GIVEN.split())


def unused_names(random: Random, taken: set[str]) -> Iterator[str]:
    """Names that nobody has yet, without end; the same ones for the same generator."""
    number = 0
    while True:
        number += 1
        pool = _COMPOUND_SURNAMES if number % _COMPOUND_EVERY == 0 else _SURNAMES
        name = pool[int(random.random() * len(pool))] + _GIVEN_NAMES[int(random.random() * len(_GIVEN_NAMES))]
        if name not in taken:
            taken.add(name)
            yield name
