"""Tomasz: a relational image that is re-enacted early, countered later, and loosens; the five good things rise."""

import datetime

from sessions_log.services.demo.story import Image, Story, connection, disconnection, hour, missed, repair
from sessions_log.vocabulary import Attendance, ContextAxis, FrameTopic, Marker, MomentKind, RepairStrategy

MISATTUNEMENT, RUPTURE = MomentKind.MISATTUNEMENT, MomentKind.RUPTURE

OLD_PATTERN = (
    hour(
        "Recommended by a colleague of his who had been here. Programmer, lives alone, “no big problem”. Sent "
        "by a chest pain that was not the heart. He had prepared an introduction and read it out."
    ),
    hour(
        "Apologised for being early, for his accent, for the wet umbrella. When I said that I could understand "
        "him well he thanked me and said less.",
        disconnection(
            MISATTUNEMENT,
            Marker.APPEASING,
            10,
            intensity=2,
            before="I remarked on the umbrella.",
            contexts=(ContextAxis.CULTURE,),
            re_enacted="tired",
        ),
    ),
    hour(
        "His grandmother raised him in Radom until he was seven; then an aunt; then a boarding school. He lists "
        "them as addresses."
    ),
    hour(
        "Asked for a glass of water at the end, having been thirsty all hour. “I did not want to interrupt.”",
        disconnection(
            MISATTUNEMENT,
            Marker.MINIMAL_RESPONSE,
            47,
            intensity=2,
            before="I said that it was nearly time.",
            re_enacted="tired",
        ),
        intention="Put the jug on the table.",
    ),
    hour(
        "The jug stood there. He noticed and said nothing, then drank two glasses. The aunt used to count the "
        "slices of bread.",
        connection(Marker.FELT_UNDERSTOOD, 6, intensity=2),
    ),
    hour("Work: does the tasks of two people and tells nobody. The chest again on Sunday night."),
    hour(
        "I yawned. He saw it and began to summarise, as though clearing the table, and offered to finish early.",
        disconnection(
            RUPTURE,
            Marker.MINIMAL_RESPONSE,
            33,
            intensity=3,
            contribution=3,
            clarity="clear",
            before="I yawned; a bad night.",
            re_enacted="tired",
            opens="yawn",
            chose=("withdrawal_by_client",),
        ),
        reflection="Of all the clients to yawn at.",
        intention="Name the yawn.",
    ),
    hour(
        "Told him that I had yawned because my night was short, and that I had wanted to hear the rest. He "
        "doubted it politely. Then told me the rest.",
        repair(RepairStrategy.CLARIFY, "yawn", 4, minute=5, before="He asked if I was well.", closes_as="repaired"),
    ),
    hour(
        "The boarding school. Homesick, he cried in the night, and the prefect said: “Nobody wants you here or "
        "there.” He told it in the third person.",
        disconnection(
            MISATTUNEMENT,
            Marker.CONTENT_AFFECT_SPLIT,
            28,
            intensity=2,
            before="“The boy cried,” he said.",
            re_enacted="tired",
        ),
    ),
    missed("Did not come. Wrote next day that he had been in the street and had turned round.", Attendance.NO_SHOW),
    hour(
        "Why he turned round: “You would have been relieved.” I told him that I had put out the second glass. "
        "He was quiet for a good while.",
        connection(
            Marker.FELT_UNDERSTOOD, 14, intensity=3, before="I said that I had waited for him.", countered="tired"
        ),
        felt=0.3,
    ),
    hour(
        "We wrote the sentence down together: “If I need something, people get tired of me.” He improved my "
        "handwriting."
    ),
    hour(
        "I forgot that he had been to the cardiologist. He reported the good result at the door, hand on the handle.",
        disconnection(
            RUPTURE,
            Marker.TOPIC_SHIFT,
            48,
            intensity=4,
            contribution=4,
            clarity="clear",
            before="I had begun with last week’s subject.",
            re_enacted="tired",
            opens="heart",
            chose=("disconnection_old_image",),
            dismissed=("withdrawal_by_client",),
        ),
        reflection="I forgot. There is no clever reason for it.",
        felt=-0.4,
        intention="Begin with the heart.",
    ),
)

LOOSENING = (
    hour(
        "Began with the heart, and with having forgotten it. He: “I thought, so, now it is normal again.” Then, "
        "after a breath: “I was angry in the tram.” In the tram counts.",
        repair(
            RepairStrategy.OWN_CONTRIBUTION,
            "heart",
            4,
            minute=2,
            before="I asked for the result, a week late.",
            closes_as="repaired",
        ),
        connection(Marker.VOICED_HIDDEN, 12, actor="client", intensity=3),
    ),
    hour("A quiet one. The balcony, tomatoes, the neighbour who asks too much. He likes her asking, it turns out."),
    hour(
        "Asked whether we could move the hour because of the dentist. First request in sixteen sessions. Moved it.",
        connection(Marker.NEW_POSSIBILITY, 40, actor="client", intensity=3, countered="tired"),
    ),
    hour("The holidays: no plans. He said it and let me see that he minded."),
    hour(
        "After the break. He had missed coming and said so to the carpet. I said that I had thought of him at "
        "the market, at the poppy-seed stall.",
        connection(Marker.MOVED_EACH_OTHER, 9, intensity=4),
        gap=2,
        felt=0.2,
    ),
    hour(
        "Told his manager that it is two people’s work. She had not known. She is not tired of him; she is "
        "embarrassed.",
        connection(Marker.NEW_POSSIBILITY, 16, actor="client", intensity=3, countered="tired"),
    ),
    hour("The aunt is ill. Should he fly? We did not decide it. He can hear both voices and neither is mine."),
    hour(
        "Flew, came back. She asked him for forgiveness, in her way: gave him a whole loaf. He laughed till he "
        "cried, and then the other way about.",
        connection(Marker.MOVED_EACH_OTHER, 30, intensity=4),
        gap=1,
    ),
    hour(
        "Interrupted me, twice, to finish his own thought. I told him that I liked being interrupted by him.",
        connection(Marker.DISAGREED_SAFELY, 22, actor="client", intensity=3, countered="tired"),
    ),
    hour(
        "A dull patch. Both of us somewhat absent; he said it first: “Today we are two lamps in the daytime.”",
        disconnection(MISATTUNEMENT, Marker.ABSTRACT_TALK, 25, actor="both", intensity=1),
    ),
    hour(
        "Flu at home. The neighbour brought soup, he let her in, and she stayed for an hour. He waited for her "
        "to tire. She did not.",
        connection(Marker.VOICED_HIDDEN, 19, actor="client", intensity=3, countered="tired"),
    ),
    missed("Cancelled because of a fever, with a photograph of the soup."),
    hour("Talked about what an end here would be like one day. Not soon. That it can be talked about is the news."),
    hour(
        "I was five minutes late. “I waited, and I was cross, and then I thought: she will come.” In that order.",
        connection(
            Marker.DISAGREED_SAFELY, 2, actor="client", intensity=4, before="I came in late.", countered="tired"
        ),
        attendance=Attendance.LATE,
    ),
    hour(
        "He has invited six people to his birthday. Three have said yes already. He does not know where they will sit."
    ),
    hour(
        "The birthday. Eight came. At midnight he asked them to stay a little longer, and they stayed.",
        connection(Marker.NEW_POSSIBILITY, 11, actor="client", intensity=4, countered="tired"),
        felt=0.2,
    ),
    hour(
        "Read the sentence about getting tired again. “It is still in there. It speaks more quietly, and I "
        "don’t always answer.”",
        connection(Marker.SHARED_LAUGHTER, 35, intensity=3),
        intention="Ask what he would write beneath it now.",
    ),
)

STORY = Story(
    code="QR-008",
    name="Tomasz",
    slot=0,
    time=datetime.time(11, 0),
    level=5.4,
    frame={
        FrameTopic.TIME: "Weekly at eleven. Longer hours only when agreed beforehand.",
        FrameTopic.CONTACT: "A message is welcome when he cannot come; it is answered the same day.",
    },
    images={
        "tired": Image(
            text="If I need something, people get tired of me.",
            origin="Passed on from grandmother to aunt to boarding school.",
            belief="I am too much as soon as I want anything.",
            lesson="Somebody can be glad that I ask.",
            strategy="Asks for nothing, apologises beforehand, leaves first.",
            paradox="Longs to be kept, and hides every wish, for fear that the wish is what makes people go.",
        )
    },
    good_from=(2, 3, 3, 2, 2),
    good_to=(5, 6, 6, 5, 6),
    seen_from=(3, 3, 2),
    seen_to=(6, 6, 6),
    answers_from=12,
    apart=-0.6,
    hours=OLD_PATTERN + LOOSENING,
)
