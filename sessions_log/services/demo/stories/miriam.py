"""Miriam: a withdrawal, felt by her a week before it is noticed, repaired over three sessions."""

import datetime

from sessions_log.services.demo.story import Image, Story, connection, disconnection, hour, missed, repair
from sessions_log.vocabulary import ContextAxis, FrameTopic, Marker, MomentKind, RepairStrategy

MISATTUNEMENT, RUPTURE = MomentKind.MISATTUNEMENT, MomentKind.RUPTURE

MEETING = (
    hour(
        "First meeting. Comes because she “cannot stop being useful”. Works nights as a ward sister, eats "
        "standing up. Asked twice whether I had enough time for her.",
        connection(Marker.FELT_UNDERSTOOD, 38, intensity=2, before="I said that she had driven here after a shift."),
        intention="Go slowly. Ask what coming here costs her.",
        felt=-0.4,
    ),
    hour(
        "Family on a sheet of paper: five children, she the eldest. Her mother’s illness began when Miriam was "
        "nine. She tells it without a pause, as a handover.",
        disconnection(
            MISATTUNEMENT,
            Marker.CONTENT_AFFECT_SPLIT,
            24,
            intensity=2,
            clarity="unclear",
            before="I asked how it had been for the nine-year-old.",
        ),
    ),
    hour(
        "Brought a list of topics, worked through it. We laughed about the list. Agreed on what we are here "
        "for: to find out what she wants when nobody needs anything.",
        connection(Marker.SHARED_LAUGHTER, 41, intensity=3),
    ),
    hour(
        "Her brother’s wedding. Organised all of it, then sat in the car during the dancing. First time she "
        "said “lonely”.",
        connection(Marker.VOICED_HIDDEN, 33, actor="client", intensity=3, before="A long silence that I left alone."),
        intention="Stay with lonely. No plans, no homework.",
    ),
    hour("Tired after four nights. Mostly the ward. At the end: “This was nice, just talking.”"),
    hour(
        "Her mother rings daily at six, whatever the shift. She has never not picked up. We looked at what "
        "would happen if she did not; she could not picture it.",
        disconnection(
            MISATTUNEMENT,
            Marker.TOPIC_SHIFT,
            29,
            intensity=1,
            before="I asked who answers when Miriam rings.",
            re_enacted="useful",
        ),
    ),
    hour(
        "She did not pick up on Sunday. Sat beside the telephone for an hour. Pride and dread in the same sentence.",
        connection(Marker.NEW_POSSIBILITY, 18, actor="client", intensity=3, countered="useful"),
    ),
    hour(
        "I suggested a letter to her mother, not to be sent. She nodded, wrote it down, said it was a good "
        "idea. Lively on the way out. A good hour, I thought.",
        felt=-1.5,
        seen=0.4,
        intention="Ask about the letter.",
    ),
)

REPAIR = (
    hour(
        "I asked for the letter. One-word answers from then on, eyes on the clock, “it’s fine” four times. I "
        "asked more questions, which made less room. Ended three minutes early, at her wish.",
        disconnection(
            RUPTURE,
            Marker.MINIMAL_RESPONSE,
            12,
            intensity=4,
            contribution=4,
            clarity="clear",
            before="I asked whether she had written the letter.",
            contexts=(ContextAxis.ROLE,),
            re_enacted="useful",
            opens="letter",
            chose=("withdrawal_by_client",),
            dismissed=("power_and_context",),
        ),
        reflection="I became one more person with a task for her. I liked having had the idea. My own mother "
        "kept lists.",
        intention="Bring up the letter as mine, not hers. Ask, and wait.",
        felt=-0.9,
    ),
    hour(
        "Said that last week I may have lost her with the letter, and asked how it had been. “You meant well.” "
        "Looked after me at once. Some warmth at the end, not yet about this.",
        repair(RepairStrategy.INVITE, "letter", 2, minute=9, before="She asked how my week had been."),
        felt=-0.7,
        seen=-0.4,
        reflection="She reassured me within a minute. I let her. There it is again.",
    ),
    hour(
        "Told her: the letter was my wish to see something happen, and I did not ask whether she wanted it. She "
        "went red. “I wrote it for you. I hated it.” Then she checked my face.",
        repair(RepairStrategy.OWN_CONTRIBUTION, "letter", 3, minute=15, before="I said the idea had been mine alone."),
        connection(Marker.DISAGREED_SAFELY, 27, actor="client", intensity=4, before="“I hated it.”"),
        felt=-0.5,
        intention="She was angry and I am still here. See whether she noticed that.",
    ),
    hour(
        "She began: “I was cross with you for a fortnight and came anyway.” We traced it: a request, a yes, "
        "then gone inside. With her mother, her matron, me. She said it to me, not about me.",
        repair(
            RepairStrategy.LINK_HERE,
            "letter",
            5,
            minute=22,
            before="She said that she had nearly cancelled.",
            countered="useful",
            closes_as="repaired",
        ),
        connection(Marker.MOVED_EACH_OTHER, 36, intensity=4, before="I told her that I was glad of her crossness."),
        reflection="Moved. I had expected to be forgiven politely and was told off properly instead.",
        felt=0.2,
    ),
)

AFTER = (
    hour("Came six minutes late and did not apologise. Both of us noticed. Talked about swapping one night shift."),
    missed("Cancelled the day before; cover on the ward. Said that she minded missing it."),
    hour(
        "Asked her sister to take their mother to the clinic. The sister said yes. Miriam astonished, a little "
        "offended.",
        connection(Marker.SHARED_LAUGHTER, 20, intensity=3, before="“Forty years, and all I had to do was ask.”"),
    ),
    hour(
        "I offered an explanation too many about her father. “No, I don’t think that’s it.” Said lightly, and "
        "she was right.",
        connection(Marker.DISAGREED_SAFELY, 31, actor="client", intensity=3, countered="useful"),
    ),
    hour("An hour about a garden that she means to have. Wants nothing from me in it but to listen. I enjoyed it."),
    hour(
        "Her mother has a carer from Monday. Relief, then guilt, then relief again. She wept without tidying it up.",
        connection(Marker.MOVED_EACH_OTHER, 34, intensity=3, before="She took the tissues and did not say sorry."),
        intention="Ask how Monday was. Leave room for missing being needed.",
    ),
)

STORY = Story(
    code="QR-014",
    name="Miriam",
    slot=0,
    time=datetime.time(9, 30),
    level=5.6,
    frame={
        FrameTopic.TIME: "Weekly, fifty minutes. Night shifts can move the hour within the week.",
        FrameTopic.FEE: "Forty-eight hours’ notice, else the hour is paid.",
    },
    images={
        "useful": Image(
            text="I am kept for as long as I am of use.",
            origin="Mother’s illness; the eldest of five children.",
            belief="Without my help there is no reason to keep me.",
            lesson="I am thought of on days on which I have done nothing.",
            strategy="Looks after the other one first; agrees.",
            paradox="Longs to be held, and keeps her own need out of it, because need was what the others had.",
        )
    },
    good_from=(3, 4, 3, 3, 3),
    good_to=(5, 5, 5, 5, 5),
    seen_from=(5, 4, 3),
    seen_to=(6, 5, 6),
    hours=MEETING + REPAIR + AFTER,
)
