"""The scoring keys we ship: numbers only, never an instrument's wording.

A missing-item rule stands here only where we have read the published one; every other key asks for all items.

**Risk items.** CORE-10's item 6 and PHQ-9's item 9 open the practice's safety pathway and enter no alliance score,
average or export. They do stay in the published totals of their own instruments: the cut-offs (CORE-10: 11 of 40)
were found on totals that hold them, so a total without them would read as too well exactly where it matters. These
totals are `Construct.DISTRESS`, which keeps them out of everything that takes alliance scores; `joins_others` keeps
them out of averages and reports; no subscale holds a risk item. See docs/decisions/0003-other-instruments.md.
"""

from sessions_log.signals.plain_keys import PLAIN_AGGREGATES, plain_items, plain_scale
from sessions_log.signals.scoring import Aggregate, Construct, ScoringKey

BUILT_IN_ALLIANCE = ScoringKey(
    code="check",
    title="Alliance check",
    version="1",
    construct=Construct.ALLIANCE,
    item_count=6,
    minimum=1,
    maximum=7,
    aggregate=Aggregate.MEAN,
    subscales={"bond": (1, 2), "task": (3, 4), "goal": (5, 6)},
    missing_allowed=2,
    source="Own wording; not validated",
)

WAI_SR = ScoringKey(
    code="wai-sr",
    title="WAI-SR, client",
    version="1",
    construct=Construct.ALLIANCE,
    item_count=12,
    minimum=1,
    maximum=5,
    aggregate=Aggregate.MEAN,
    subscales={"goal": (4, 6, 8, 11), "task": (1, 2, 10, 12), "bond": (3, 5, 7, 9)},
    source="Hatcher & Gillaspy 2006",
)

# Looks like the WAI-SR and is not: seven points, other task and goal items, two of them reversed.
WAI_S = ScoringKey(
    code="wai-s",
    title="WAI-S",
    version="1",
    construct=Construct.ALLIANCE,
    item_count=12,
    minimum=1,
    maximum=7,
    aggregate=Aggregate.MEAN,
    subscales={"task": (1, 2, 8, 12), "bond": (3, 5, 7, 9), "goal": (4, 6, 10, 11)},
    reversed_items=frozenset({4, 10}),
    source="Tracey & Kokotovic 1989",
)

WAI_SRT = ScoringKey(
    code="wai-srt",
    title="WAI-SRT, therapist",
    version="1",
    construct=Construct.ALLIANCE,
    item_count=10,
    minimum=1,
    maximum=5,
    aggregate=Aggregate.MEAN,
    subscales={"goal": (3, 6, 8), "task": (1, 4, 10), "bond": (2, 5, 7, 9)},
    source="Hatcher, Lindqvist & Falkenström 2019",
)

SRS_3 = ScoringKey(
    code="srs-3",
    title="SRS v3",
    version="1",
    construct=Construct.ALLIANCE,
    item_count=4,
    minimum=0,
    maximum=10,
    aggregate=Aggregate.TOTAL,
    whole_numbers=False,
    read_as="36 or below is worth asking about",
    source="Duncan et al. 2003",
)

ARM_5 = ScoringKey(
    code="arm-5",
    title="ARM-5",
    version="1",
    construct=Construct.ALLIANCE,
    item_count=5,
    minimum=1,
    maximum=7,
    aggregate=Aggregate.MEAN,
    reversed_items=frozenset({3}),
    source="Cahill et al. 2012",
)

# Genuineness and realism hold four items each (Stefana et al. 2025, DOI 10.1080/10503307.2024.2320331, abstract); which
# they are stands in the paper alone, which we have not seen, so we score neither.
RRI_C_SF = ScoringKey(
    code="rri-c-sf",
    title="RRI-C-SF, client",
    version="1",
    construct=Construct.REAL_RELATIONSHIP,
    item_count=8,
    minimum=1,
    maximum=5,
    aggregate=Aggregate.MEAN,
    source="Stefana et al. 2025",
)

RISQ = ScoringKey(
    code="risq",
    title="RISQ",
    version="1",
    construct=Construct.RUPTURE,
    item_count=4,
    minimum=0,
    maximum=1,
    aggregate=Aggregate.ANY_YES,
    source="Stefana et al. 2023",
)

# One item may be left out: CORE System Trust, "scoring CORE measures" (pro-rating up to 10 % missing).
CORE_10 = ScoringKey(
    code="core-10",
    title="CORE-10",
    version="1",
    construct=Construct.DISTRESS,
    item_count=10,
    minimum=0,
    maximum=4,
    aggregate=Aggregate.TOTAL,
    reversed_items=frozenset({2, 3}),
    risk_items=frozenset({6}),
    missing_allowed=1,
    read_as="published clinical cut-off 11",
    source="Barkham et al. 2013",
)

ORS = ScoringKey(
    code="ors",
    title="ORS",
    version="1",
    construct=Construct.DISTRESS,
    item_count=4,
    minimum=0,
    maximum=10,
    aggregate=Aggregate.TOTAL,
    whole_numbers=False,
    read_as="published clinical cut-off 25, reliable change 5",
    source="Miller et al. 2003",
)

PHQ_9 = ScoringKey(
    code="phq-9",
    title="PHQ-9",
    version="1",
    construct=Construct.DISTRESS,
    item_count=9,
    minimum=0,
    maximum=3,
    aggregate=Aggregate.TOTAL,
    risk_items=frozenset({9}),
    source="Kroenke, Spitzer & Williams 2001",
)

GAD_7 = ScoringKey(
    code="gad-7",
    title="GAD-7",
    version="1",
    construct=Construct.DISTRESS,
    item_count=7,
    minimum=0,
    maximum=3,
    aggregate=Aggregate.TOTAL,
    source="Spitzer et al. 2006",
)

KEYS: dict[str, ScoringKey] = {
    key.code: key
    for key in (
        BUILT_IN_ALLIANCE,
        WAI_SR,
        WAI_S,
        WAI_SRT,
        SRS_3,
        ARM_5,
        RRI_C_SF,
        RISQ,
        CORE_10,
        ORS,
        PHQ_9,
        GAD_7,
    )
}


def key_of(code: str) -> ScoringKey:
    """Return the key for an instrument's code, a plain scale, or a plain sum or mean of items.

    Raises ValueError for any other text.
    """
    if code in KEYS:
        return KEYS[code]
    if code.startswith("scale:"):
        return plain_scale(code)
    if code.startswith(tuple(f"{kind}:" for kind in PLAIN_AGGREGATES)):
        return plain_items(code)
    raise ValueError(f"there is no scoring key {code!r}; there are {', '.join(KEYS)} and scale:MIN:MAX")
