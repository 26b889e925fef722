"""Fixes for problems: edits that were tried on a copy and shown to work, with what comes of them as data and in words.

Candidates come from small functions per kind of problem. Each is applied to a copy of the document and checked;
only those that make the problem go away without making a new error are offered. What a fix leaves wrong, it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice, zip_longest

from blocks.check.checker import Checker
from blocks.document.edits import Edit
from blocks.errors import NetwrightError
from blocks.fixes.acts import SetValues
from blocks.fixes.branches import together
from blocks.fixes.candidate import Candidate, Candidates, Data, both, set_on_all
from blocks.fixes.claim import Claim, Fix
from blocks.fixes.metaparameters import metaparameter_candidates
from blocks.fixes.table import CANDIDATES
from blocks.fixes.trial import Trial
from blocks.fixes.words import preview_of_fix, title_of_fix
from blocks.inference.result import BlockCheck
from blocks.types.problems import Problem, Severity

__all__ = ["LIMIT", "Claim", "Fix", "fixes"]

LIMIT = 4
"""At most so many fixes are offered."""
TRIES = 60
"""At most so many candidates are tried for a problem."""
SECOND_TRIES = 12
"""So many second steps are tried behind each of the first ones, where no single step mends a problem."""
FIRST_STEPS = 8
"""So many first steps are looked at for that."""


def fixes(
    checker: Checker,
    problem: Problem,
    data: Data = None,
    wanted: Callable[[], bool] = lambda: True,
) -> list[Fix]:
    """Return the fixes for a problem that work, the likeliest first; those that leave something wrong come last.

    Args:
        checker: the check that found the problem.
        problem: one of its problems.
        data: the chosen data, or ``None``.
        wanted: asked now and then whether anybody still waits for the answer.
    """
    return _Search(checker, problem, data, wanted).found()


class _Search:
    """Tries candidates for one problem until there are enough."""

    def __init__(
        self,
        checker: Checker,
        problem: Problem,
        data: Data,
        wanted: Callable[[], bool],
    ) -> None:
        self.checker, self.problem, self.data = checker, problem, data
        self.wanted = wanted
        self.trial = Trial(checker, data)
        self.before = list(self.trial.problems())
        self.known = {each.key for each in self.before}
        self.results = dict(self.trial.checker.results)
        self.whole: list[Fix] = []
        self.partly: list[tuple[Candidate, Fix]] = []
        self.seen: list[tuple[Edit, ...]] = []
        self.done: set[str] = set()

    def found(self) -> list[Fix]:
        every = list(islice(_candidates(self.checker, self.problem, self.data), TRIES))
        ahead = [each for each in every if not each.aside]
        self._try(ahead)
        if self.problem.kind == "inside" or not self.whole:
            self._try(islice(metaparameter_candidates(self.checker, self.problem), TRIES))
        if not self.whole:
            self._two_steps(ahead)
        best, self.whole = self._best(), []
        self._try((each for each in every if each.aside), most=LIMIT // 2)
        best, aside = best[: LIMIT - len(self.whole)], self.whole
        # What leaves something wrong comes last, also behind what only puts the block aside.
        helps = any(self._is_enough(fix.claim) for fix in best)
        return [*best, *aside] if helps else [*aside, *best]

    def _best(self) -> list[Fix]:
        """Return what was found so far in order."""
        whole = [*self._for_all_alike(), *self.whole]
        if any(len(fix.acts) == 1 for fix in whole):
            return whole[:LIMIT]
        # Two mistakes may be two: the step that mends this one alone is offered as well.
        some = [fix for _, fix in sorted(self.partly, key=lambda each: _rest(each[1]))]
        some = [fix for fix in some if _rest(fix)[0] == _rest(some[0])[0]]
        # What was wrong alone is mended alone first; what is not drawn yet is drawn whole first.
        alone = self.problem.severity is Severity.ERROR and some and len(some[0].acts) == 1
        first, second = (some, whole) if alone else (whole, some)
        pairs = zip_longest(first[: LIMIT // 2], second[: LIMIT // 2])
        return [fix for pair in pairs for fix in pair if fix is not None]

    def _try(self, candidates: Iterable[Candidate], most: int = LIMIT) -> None:
        """Try candidates until there are ``most`` fixes that mend everything."""
        waiting = iter(candidates)
        while len(self.whole) < min(most, LIMIT) and self.wanted():
            candidate = next(waiting, None)
            if candidate is None:
                return
            if candidate.edits and candidate.edits not in self.seen:
                self._try_one(candidate)

    def _try_one(self, candidate: Candidate) -> None:
        if candidate.once in self.done:
            return
        self.seen.append(candidate.edits)
        fix = self._judged(candidate)
        if fix is not None and not self._is_enough(fix.claim):
            self.partly.append((candidate, fix))
            return
        if fix is not None and (smaller := self._smallest(candidate)):
            fix = self._judged(smaller)
        if fix is not None and fix.edits not in [each.edits for each in self.whole]:
            self.whole.append(fix)
            self.done |= {candidate.once} - {""}

    def _judged(self, candidate: Candidate) -> Fix | None:
        """Return a candidate as a fix; ``None`` where the problem stays or a new error comes."""
        with self.trial.changed(candidate.edits) as fits:
            claim = self._claim(candidate) if fits else None
            if claim is None:
                return None
            preview = preview_of_fix(claim, self.trial.describe)
        title = title_of_fix(self.checker, candidate.acts)
        return Fix(title, preview, candidate.edits, candidate.acts, claim)

    def _claim(self, candidate: Candidate) -> Claim | None:
        """Look at the copy as it is with the candidate."""
        after = self.trial.problems()
        if self.problem.key in {each.key for each in after}:
            return None
        mine = self.problem.block
        fresh = [each for each in after if each.key not in self.known and each.block != mine]
        fresh = [
            each for each in fresh if each.kind != "empty"
        ]  # no news to who deletes the last block
        if any(map(self._is_new, fresh)):
            return None
        own = [each for each in after if mine and each.block == mine]
        left = (*own, *(each for each in fresh if each.severity.stops_training))
        results = self.trial.checker.results
        shown = candidate.shows or mine
        shape = results.get(shown, BlockCheck()).output
        return Claim(shown if shape is not None else "", shape, self._more(), left)

    def _is_enough(self, claim: Claim) -> bool:
        """Tell whether a fix leaves nothing wrong but what was told before."""
        return not any(
            each.severity.stops_training and each.key not in self.known for each in claim.left
        )

    def _is_new(self, problem: Problem) -> bool:
        """Tell an error that a change makes from one that it brings to light, where nobody knew what comes in."""
        return problem.severity is Severity.ERROR and problem.block not in self.trial.unknown

    def _more(self) -> int:
        """Count the parameters of what is new or was known before, against before."""
        after = self.trial.checker.results
        more = sum(
            result.parameters
            for key, result in after.items()
            if key not in self.results or self.results[key].inference is not None
        )
        return more - sum(
            result.parameters
            for key, result in self.results.items()
            if key not in after or after[key].inference is not None
        )

    def _smallest(self, candidate: Candidate) -> Candidate | None:
        """Return a change of several blocks without those that need none; ``None`` for any other."""
        act = candidate.acts[0]
        if len(candidate.acts) > 1 or not isinstance(act, SetValues) or len(act.blocks) < 2:
            return None
        kept = list(act.blocks)
        for block_id in act.blocks:
            fewer = [key for key in kept if key != block_id]
            if fewer and self._is_whole(self._set(act, fewer, candidate)):
                kept = fewer
        return self._set(act, kept, candidate)

    def _set(self, act: SetValues, ids: list[str], like: Candidate) -> Candidate:
        document = self.checker.document
        return set_on_all(document, act.graph, ids, act.values, like.shows)

    def _is_whole(self, candidate: Candidate) -> bool:
        with self.trial.changed(candidate.edits) as fits:
            claim = self._claim(candidate) if fits else None
            return claim is not None and self._is_enough(claim)

    def _for_all_alike(self) -> list[Fix]:
        """Return one fix for all blocks with this problem, where the same values mend each of them."""
        mine = self.problem
        alike = [
            each
            for each in self.before
            if (each.kind, each.parameter) == (mine.kind, mine.parameter)
            and each.block != mine.block
        ]
        for fix in self.whole if alike else ():
            (act, *others) = fix.acts
            if not isinstance(act, SetValues) or others or act.blocks != (mine.block,):
                continue
            peers = [each for each in alike[:TRIES] if self._can_have(act, each)]
            ids = [mine.block, *dict.fromkeys(each.block for each in peers)]
            found = self._judged(self._set(act, ids, Candidate((), (), mine.block)))
            if len(ids) > 1 and found is not None and self._all_gone(found, peers):
                return [found]
        return []

    def _can_have(self, act: SetValues, other: Problem) -> bool:
        """Tell whether what a fix does to one block is among what may mend another."""
        return any(
            isinstance(each, SetValues) and each.values == act.values and other.block in each.blocks
            for candidate in _candidates(self.checker, other, self.data)
            for each in candidate.acts
        )

    def _all_gone(self, fix: Fix, problems: list[Problem]) -> bool:
        with self.trial.changed(fix.edits):
            left = {each.key for each in self.trial.problems()}
        return self._is_enough(fix.claim) and left.isdisjoint(each.key for each in problems)

    def _two_steps(self, singles: list[Candidate]) -> None:
        """Try pairs, for a problem that no single step mends: what a step leaves wrong is mended by another."""
        first_steps = [each for each, _ in self.partly]
        first_steps += [each for each in singles if each not in first_steps]
        waiting: list[Candidate] = []
        for first in first_steps[:FIRST_STEPS]:
            with self.trial.changed(first.edits) as fits:
                seconds = iter(self._seconds(first) if fits else [])
            # One for each first step, so that what is offered differs.
            self._try(seconds, most=len(self.whole) + 1)
            waiting += seconds
        self._try(waiting, most=LIMIT // 2)

    def _seconds(self, first: Candidate) -> list[Candidate]:
        """Return the pairs that begin with a step; the copy is as that step leaves it."""
        after = self.trial.problems()
        left = [each for each in after if each.key == self.problem.key]
        left += [
            each for each in after if each.key not in self.known and each.severity.stops_training
        ]
        left = [each for each in left if each.block in ("", *self.trial.checker.graph.blocks)]
        left.sort(key=lambda each: each.block != self.problem.block)
        if not left:
            return []
        halfway = self.trial.checker
        seconds = islice(_candidates(halfway, left[0], self.data), SECOND_TRIES)
        return [
            both(first, second, second.shows or self.problem.block)
            for second in seconds
            if not second.aside
        ]


def _rest(fix: Fix) -> tuple[int, int]:
    """Return how much a fix leaves to be mended, and how many steps it takes."""
    return sum(each.severity.stops_training for each in fix.claim.left), len(fix.acts)


def _candidates(checker: Checker, problem: Problem, data: Data) -> Candidates:
    maker = CANDIDATES.get(problem.kind)
    if maker is None:
        return
    try:
        yield from together(maker(checker, problem, data), checker)
    except NetwrightError:
        return
