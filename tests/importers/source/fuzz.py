"""Changes Python scripts at random and reads them: one kind of error, nothing run, nothing imported, nothing slow.

    python -m tests.importers.source.fuzz [--count 5000] [--seed 1] [FILE ...]

Without files, short scripts of our own are changed: words and lines are swapped, doubled, left out or replaced.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import traceback
from pathlib import Path

from blocks.catalog.registry import block_type
from blocks.files.project_file import from_text, to_text
from importers.reports.errors import UnreadableModel
from importers.source.reader import read_model
from importers.source.text.source import read_script

SLOW = 5.0
"""Seconds that no script of this size may take, on whatever machine."""

SEEDS = (
    """
import keras
from keras import layers
ALPHA = 0.5
def conv(x, filters=8, strides=1, name=None):
    x = layers.Conv2D(int(filters * ALPHA), 3, strides=strides, padding="same", name=name)(x)
    return layers.ReLU()(x)
def block(x, filters, strides=1):
    shortcut = x
    if strides > 1 or x.shape[-1] != filters:
        shortcut = layers.Conv2D(filters, 1, strides=strides)(shortcut)
    for i in range(2):
        x = conv(x, filters * 2, strides if i == 0 else 1)
    groups = []
    for i in range(4):
        groups.append(layers.Conv2D(2, 3, padding="same")(x[..., i * 2:(i + 1) * 2]))
    x = layers.concatenate(groups)
    x = layers.Conv2D(filters, 1)(x)
    return layers.add([shortcut, x])
def build(size=32, classes=10):
    inputs = keras.Input((size, size, 3))
    x = conv(inputs, name="stem")
    skips = [x]
    for filters, n in zip([8, 16], (2, 1)):
        for k in range(n):
            x = block(x, filters, 2 if k == 0 else 1)
        skips.append(x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(classes, activation="softmax")(x))
model = build()
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=3, batch_size=32)
""",
    """
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import *
def block(n, filters):
    for _ in range(n):
        model.add(Conv2D(filters, (3, 3), activation="relu"))
    model.add(MaxPool2D(2))
model = Sequential([Input(shape=(64, 64, 3)), Rescaling(1 / 255)])
for n, filters in [(1, 8), (2, 16)]:
    block(n, filters)
model.add(Flatten())
for units in (32, 16):
    model.add(Dense(units))
    model.add(Dropout(0.5))
model.add(Dense(10, activation="softmax"))
model.compile("sgd", "categorical_crossentropy")
""",
    """
import keras
from keras import layers
class Part(keras.Model):
    def __init__(self, units=4, deep=True, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.many = [layers.Dense(units) for _ in range(3)]
        self.last = layers.ReLU() if deep else None
    def build(self, input_shape):
        x = keras.KerasTensor(input_shape)
        self.gate = layers.Dense(x.shape[-1])
        x = self.gate(x)
    def call(self, x):
        x = self.gate(x)
        for layer in self.many:
            x = layer(x)
        if self.last is not None:
            x = self.last(x)
        return x
def tower(shape):
    i = keras.Input(shape)
    return keras.Model(i, layers.Dense(3)(i), name="tower")
net = tower((4,))
a, b = keras.Input((4,)), keras.Input((4,))
x = layers.Add()([net(a), net(b)]) * 0.5 + layers.Lambda(lambda t: t[..., :3])(a)
model = keras.Model(inputs=[a, b], outputs={"p": Part(8)(x), "q": Part(deep=False)(x)})
""",
)
_WORDS = """
x || model || None || True || -1 || 0 || 1 || 10**9 || 10**10**10 || 1e999 || 'same' || [] || () || {} || x.shape ||
range(10**9) || range(0) || lambda z: z || lambda *a, **k: a || self || filters || block || build || layers ||
keras || __import__('os') || open('MARKER', 'w') || f'{x}' || f'{1:>999999999}' || 'a' * 10**9 || [0] * 10**9 ||
x[0] || x[...] || not x || yield x || *x || while True: pass || for i in x: pass || return || return x || break ||
if x: || else: || del x || global x || import os || from os import * || class A: pass || def f(x): return f(x) ||
try: || with x: || x = x || x += 1 || x.append(x) || x.pop() || model.add(x) || model.add(model) || x = model ||
model = x || x(x) || keras.Model(x, x) || dict(x) || zip(x, x) || sum(x) || int(x) || x if x else x || x and x ||
x == x || x in x || x @ x || x // 0 || 1 / 0 || x += x || x = (x, x) || x = [x, x] || x = [*x, *x] || x.extend(x) ||
x = x * 2 || x = zip(x, x) || x = list(x) || x = f'{x}{x}' || x = '%s%s' % (x, x) || round(7, -10**9) || sum(x, ()) ||
'\\ud800' || x = {**x, 'a': x} || f(*x, **x) || [x for a in x for b in x] || x.a.b.c || x[::-1]
"""
WORDS = tuple(each.strip() for each in _WORDS.split("||"))
_PIECE = re.compile(r"\w+|[^\w\s]|\s+")


def mutant(text: str, chance: random.Random) -> str:
    """Return a changed copy."""
    for _ in range(chance.randint(1, 6)):
        if chance.random() < 0.4:
            rows = text.split("\n")
            at, other = chance.randrange(len(rows)), chance.randrange(len(rows))
            match chance.randrange(5):
                case 0:
                    del rows[at]
                case 1:
                    rows.insert(at, rows[other])
                case 2:
                    rows[at], rows[other] = rows[other], rows[at]
                case 3:
                    rows[at] = " " * chance.choice((0, 4, 8)) + rows[at].strip()
                case _:
                    indent = rows[at][: len(rows[at]) - len(rows[at].lstrip())]
                    rows.insert(at, indent + chance.choice(WORDS))
            text = "\n".join(rows) or "x"
        else:
            pieces = _PIECE.findall(text)
            at, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
            match chance.randrange(4):
                case 0:
                    del pieces[at]
                case 1:
                    pieces[at] = pieces[other]
                case 2:
                    pieces[at], pieces[other] = pieces[other], pieces[at]
                case _:
                    pieces[at] = chance.choice(WORDS)
            text = "".join(pieces) or "x"
    return text


def read(text: str) -> bool:
    """Read a script as an import does; returns whether there is a model in it."""
    try:
        found = read_model(read_script(text.encode("utf-8", "replace")), "T")
    except UnreadableModel:
        return False
    for document in (found.document, found.flat):
        if document is not None:
            from_text(to_text(document))  # what was read can be saved and opened
    return True


def main() -> int:
    """Read mutants; returns 1 where one did what no script may do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    seeds = [path.read_text(encoding="utf-8") for path in options.files] or list(SEEDS)
    for text in SEEDS:  # loads what reading needs
        read(text)
    block_type("nothing of that name")
    modules = set(sys.modules)
    good = wrong = 0
    worst, begin = 0.0, time.perf_counter()
    for number in range(options.count):
        text = mutant(chance.choice(seeds), chance)
        start = time.perf_counter()
        try:
            good += read(text)
        except Exception:
            wrong += 1
            words = traceback.format_exc().strip().split("\n")
            print(f"mutant {number}: {' | '.join(words[-5:])}"[:600])
        took = time.perf_counter() - start
        if took > SLOW:
            wrong += 1
            print(f"mutant {number} took {took:.1f} s")
        worst = max(worst, took)
    loaded = {each for each in set(sys.modules) - modules if not each.startswith("blocks.")}
    if loaded or Path("MARKER").exists():
        wrong += 1
        print(f"modules loaded: {loaded}, or a file written")
    rate = options.count / (time.perf_counter() - begin)
    print(
        f"{options.count:,} mutants: {good:,} read, {options.count - good - wrong:,} refused, {wrong} wrong; "
        f"{rate:,.0f} a second, the slowest {1000 * worst:.0f} ms"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
