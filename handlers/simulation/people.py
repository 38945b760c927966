"""Invented customers: plausible names, numbers with the right check digit, belonging to nobody (region 000000)."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰丹萍鹏飞宇欣怡晨阳雪梅建国志远思琪雨涵子轩浩然"
_STREETS = ("示例路", "样板街", "演示大道", "试行巷")
_CITIES = ("北京市朝阳区", "上海市黄浦区", "广州市越秀区", "武汉市江岸区", "成都市锦江区", "杭州市西湖区")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person, as forms ask for one."""

    name: str
    id_no: str
    sex: str
    birth_date: str
    mobile: str
    email: str
    address: str


def invent(draw: random.Random, today: date) -> Person:
    """A person between 20 and 62 years old."""
    birth = today - timedelta(days=draw.randrange(20 * 365, 62 * 365))
    sex = draw.choice(("male", "female"))
    name = draw.choice(_FAMILY) + "".join(draw.sample(_GIVEN, draw.choice((1, 2, 2))))
    return Person(
        name=name,
        id_no=id_number(draw, birth, sex),
        sex=sex,
        birth_date=birth.isoformat(),
        mobile=f"199{draw.randrange(10**8):08d}",
        email=f"customer{draw.randrange(10**6):06d}@example.com",
        address=f"{draw.choice(_CITIES)}{draw.choice(_STREETS)} {draw.randrange(1, 300)} 号",
    )


def invent_group(draw: random.Random) -> Person:
    """A company, with a code of the right length that nobody holds."""
    name = f"{draw.choice(_GIVEN)}{draw.choice(_GIVEN)}示例有限公司"
    return Person(
        name=name,
        id_no=f"91000000{draw.randrange(10**10):010d}",
        sex="",
        birth_date="",
        mobile=f"199{draw.randrange(10**8):08d}",
        email=f"group{draw.randrange(10**6):06d}@example.com",
        address=f"{draw.choice(_CITIES)}{draw.choice(_STREETS)} {draw.randrange(1, 300)} 号",
    )


def id_number(draw: random.Random, birth: date, sex: str) -> str:
    """Eighteen characters with a right check digit (GB 11643), of a region that does not exist."""
    order = draw.randrange(0, 499) * 2 + (1 if sex == "male" else 0)
    body = f"000000{birth:%Y%m%d}{order:03d}"
    return body + _CHECK[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
