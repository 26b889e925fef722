"""Scripts that ask for more than a memory holds or a day has: every way in which Python source can grow something."""

from __future__ import annotations

TIMES = 60


def _again(start: str, line: str, times: int = TIMES) -> str:
    return f"{start}\n" + f"{line}\n" * times


_PAIR = _again("t = (1, 1)", "t = (t, t)", 25)
_DEEP = _again("t = (1,)", "t = (t,)", 500)
_LISTS = _again("l = [1, 1]", "l = [l, l]", 30)

DOUBLING = {
    "extend": _again("a = [0, 1]", "a.extend(a)"),
    "iadd method": _again("a = [0, 1]", "a.__iadd__(a)"),
    "+=": _again("a = [0, 1]", "a += a"),
    "+= of a row": _again("a = (0, 1)", "a += a"),
    "+": _again("a = [0, 1]", "a = a + a"),
    "+ of a row": _again("a = (0, 1)", "a = a + a"),
    "* of a list": _again("a = [0, 1]", "a = a * 2"),
    "* of a row": _again("a = (0, 1)", "a = 2 * a"),
    "*= of a text": _again("a = 'ab'", "a *= 2"),
    "stars": _again("a = [0, 1]", "a = [*a, *a]"),
    "stars in a row": _again("a = (0, 1)", "a = (*a, *a)"),
    "stars in a set": _again("a = {0, 1}", "a = {*a, *a}"),
    "stars in a call": _again("a = [0, 1]", "a = max(*a, *a, *a, *a)"),
    "zip": _again("a = [0, 1]", "a = list(zip(a, a))") + _again("", "a = zip(a, a)"),
    "zip of many": "a = [0] * 9999\nb = [a] * 9999\n" + "c = zip(*b)\n" * 9,
    "enumerate": "a = [0] * 9999\n" + "b = list(enumerate(a))\n" * 300,
    "copies": "a = [0] * 9999\n" + "".join(f"b{at} = list(a)\n" for at in range(3_000)),
    "copies of a row": "a = (0,) * 9999\n" + "".join(f"b{at} = list(a)\n" for at in range(3_000)),
    "slices": "a = [0] * 9999\n" + "".join(f"b{at} = a[:]\n" for at in range(3_000)),
    "slices of a text": "a = 'x' * 9999\n" + "".join(f"b{at} = a[1:]\n" for at in range(3_000)),
    "join": _again("a = 'ab'", "a = a.join([a, a, a])"),
    "replace": _again("a = 'ab'", "a = a.replace('a', 'aaaa')"),
    "split": "a = 'x ' * 4999\n" + "".join(f"b{at} = a.split()\n" for at in range(3_000)),
    "format": _again("a = 'ab'", "a = '{}{}'.format(a, a)"),
    "format of many": "a = ('x' * 9999,) * 9\nb = ('{}' * 4999).format(*([a] * 999))",
    "percent": _again("a = 'ab'", "a = '%s%s' % (a, a)"),
    "percent of many": "a = ['x' * 9999] * 999\nb = '%s' * 4999 % tuple(a)",
    "f-string": _again("a = 'ab'", "a = f'{a}{a}{a}'"),
    "str": _again("a = ('ab',)", "a = (str(a), str(a))"),
    "repr": _again("a = '\\\\'", "a = repr(a)"),
    "sum of rows": "a = ((0,) * 99,) * 99\n" + "b = sum(a, ())\n" * 500,
    "comprehension": "a = [[b for b in range(9999)] for c in range(9999)]",
    "comprehensions": _again("a = [0, 1]", "a = [b for b in a for c in a]"),
    "comprehension of copies": "a = [0] * 9999\nb = [list(a) for c in range(9999)]",
    "generator": _again("a = (0, 1)", "a = tuple(b for b in a for c in a)"),
    "range": "a = range(10 ** 14)\nb = list(a)\nc = tuple(a)\nd = sorted(a)\ne = sum(a)\nf = [*a]",
    "ranges": "".join(f"a{at} = list(range(9999))\n" for at in range(3_000)),
    "dictionary": _again("a = {'x': 0}", "a = {**a, 'y': a}"),
    "dict copies": "a = dict(zip(range(9999), range(9999)))\na = {b: b for b in range(9)}\n"
    + "".join(f"c{at} = {{**a}}\n" for at in range(3_000)),
    "dict items": "a = {}\nfor b in range(1999):\n    a[b] = b\n"
    + "c = a.items()\nd = list(c)\n" * 250,
    "dict update": _again("a = {'x': 0}", "a.update(dict(a, y=a))"),
    "keywords": _again("def f(**k):\n    return k\na = {'x': 0}", "a = f(**a, y=a)"),
    "arguments": _again("def f(*k):\n    return k\na = (0, 1)", "a = f(*a, *a)"),
    "default": _again("a = [0]", "def f(x=[*a, *a]):\n    return x\na = f()"),
    "starred target": _again("a = [0, 1]", "b, *c = [*a, *a]\na = c"),
    "insert": "a = []\nfor b in range(1999):\n    a.insert(0, [b] * 999)\n",
    "append": "a = []\nwhile True:\n    a.append([0] * 9999)\n",
    "attribute": "class A:\n    pass\nx = 1\n"
    + _again("", "x = y.a.b.c.d", 9)
    + "while True:\n    x = keras.a\n    keras = x\n",
    "unknown names": "while True:\n    x = x.some_name_that_is_long\n",
    "deepcopy": f"import copy\n{_LISTS}a = copy.deepcopy(l)",
    "big keys": _PAIR.replace("25", "9") + "a = {t: 1}\n" + "a[t]\n" * 99,
    "list as a condition": _LISTS + "x = 1 if l else 2\n" * 99,
    "a long body": "def f(x):\n"
    + "    y = x.a\n" * 4_000
    + "while True:\n    f(1)\n    if z:\n"
    + "        y = z\n" * 4_000,
    "a long condition": "for a in range(1999):\n    if z:\n" + "        y = z\n" * 9_000,
    "power": "n = 10 ** 15\n" + "n = n ** 64\n" * 60,
    "product": "from math import prod\nn = prod([10 ** 15] * 9999)",
    "sum of numbers": "n = sum([10 ** 15] * 9999)",
    "digits": "n = int('9' * 9999)\nm = round(7, -10 ** 9)",
}
"""Each doubles something, or makes thousands of large things."""

_LOOKS = ("sum({})", "max({})", "min({}, {})", "str({})", "repr({})", "len({})", "any({})", "all({})", "sorted({})",
          "{} == {}", "{} < {}", "{} in ({}, 1)", "{} is {}", "hash({})", "bool({})", "f'{{{}}}'", "'%s' % ({},)",
          "'{{}}'.format({})", "list({})", "tuple({})", "zip({}, {})", "{} + {}", "{}[0]", "{}[::-1]",
          "isinstance({}, tuple)", "layers.Dense({})", "layers.add({})", "keras.Input({})", "f({})", "{{1: {}}}",
          "min(*{})", "reversed({})", "dict(a={})", "getattr({}, 'x')", "{}.x", "-{}", "not {}", "{} and {}",
          "{} if {} else 1", "keras.Sequential({})", "keras.Model({}, {})", "lambda: {}", "print({})")  # fmt: skip

NESTED = {
    f"{name}: {look}": f"from keras import layers\nimport keras\ndef f(x):\n    return x\n{start}"
    + f"a = {look.replace('{}', letter).replace('{{', '{').replace('}}', '}')}\n"
    for name, start, letter in (("row", _PAIR, "t"), ("list", _LISTS, "l"), ("deep", _DEEP, "t"))
    for look in _LOOKS
}
"""Each looks at a thing of a few names that stands for millions."""

_MODEL = """from keras import Sequential, Input, layers
m = Sequential([Input((4,)), layers.Dense(2)])
"""


def script(body: str) -> bytes:
    """Return a script with a model behind the growth."""
    return f"{body}\n{_MODEL}".encode()
