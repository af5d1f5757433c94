"""Ingrid: sixty sessions, steady, with small ruptures as every long relationship has them."""

import datetime

from sessions_log.services.demo.story import Image, Story, Told, connection, disconnection, hour, missed, repair
from sessions_log.vocabulary import (
    Attendance,
    ConsentKind,
    ContextAxis,
    EpisodeStatus,
    FrameTopic,
    Marker,
    MomentKind,
    RepairStrategy,
    SessionFormat,
    SocialLocation,
)

MISATTUNEMENT, RUPTURE = MomentKind.MISATTUNEMENT, MomentKind.RUPTURE

FIRST_YEAR = (
    hour(
        "Retired last month, after thirty-eight years at the same school. “I keep hearing the bell.” Widowed "
        "four years."
    ),
    hour(
        "Brought photographs. The husband, Per, in a boat. She talks of him in the present tense and corrects herself."
    ),
    hour(
        "What is a week without a timetable? She has cleaned the loft. She did not want to, it turned out.",
        connection(Marker.SHARED_LAUGHTER, 30, intensity=2),
    ),
    hour("Her daughter in Canada rings on Sundays. Ingrid prepares subjects, as for a lesson."),
    hour(
        "Said that she had expected to be told what to do. I asked whether she missed that. “No, but I looked for it.”",
        connection(Marker.FELT_UNDERSTOOD, 41, intensity=2),
    ),
    hour("Sleep, knees, the doctor. A grey week."),
    hour(
        "Met a former pupil at the chemist’s, who did not know her. Made light of it. I followed her into the joke.",
        disconnection(MISATTUNEMENT, Marker.CONTENT_AFFECT_SPLIT, 22, intensity=2, contribution=2),
        felt=-0.5,
    ),
    hour("Came back to the chemist’s by herself: it had been like being wiped off the board."),
    hour("Choir, first evening. Second alto. The one next to her hums through the rests."),
    missed("Cancelled, a cold."),
    hour(
        "Per’s birthday. She had made the cake and eaten a slice of it at the window. Wanted to know if that was mad.",
        connection(Marker.MOVED_EACH_OTHER, 17, intensity=4, before="I asked what kind of cake."),
    ),
    hour("Wills and papers. Practical; she likes me for asking practical questions."),
    hour(
        "I called her work “teaching”. It was “the school”. She explained the difference for a quarter of an "
        "hour, coolly.",
        disconnection(
            RUPTURE,
            Marker.DEFENDS_SELF,
            20,
            intensity=2,
            contribution=2,
            before="I said that she missed teaching.",
            opens="school",
        ),
        intention="The school, not teaching.",
    ),
    hour(
        "I said it back to her: a house with four hundred people in it, and she held the keys. “Yes. That.”",
        repair(RepairStrategy.CLARIFY, "school", 5, minute=6, before="I began with the keys.", closes_as="repaired"),
    ),
    hour("The new head has invited her to the school play. She has not answered yet."),
    hour("The daughter is expecting a child. Joy, and at once an ocean.", gap=1),
    hour(
        "Counted the flights that she can afford. Cried about the number, was cross about crying.",
        connection(Marker.VOICED_HIDDEN, 28, actor="client", intensity=3),
    ),
    hour("Choir concert coming. She has bought shoes."),
    hour("Went to the play. Sat in the back row, left before the flowers.", client_rated=False),
    hour(
        "Before my holiday. She wished me good weather and looked as if she would not be asked what she was "
        "going to do."
    ),
    hour(
        "After four weeks. Polite, full of news. Nothing in it of the weeks themselves.",
        disconnection(
            RUPTURE,
            Marker.TOPIC_SHIFT,
            15,
            intensity=3,
            before="I asked how the time without the hours had been.",
            re_enacted="guest",
            opens="holiday",
            chose=("withdrawal_by_client",),
        ),
        gap=4,
        intention="The break again. She minded, I think.",
    ),
    hour(
        "I said that I could imagine having been a nuisance to miss. She smoothed her skirt: “One doesn’t make "
        "a fuss about holidays.”",
        repair(RepairStrategy.ANTICIPATORY_EMPATHY, "holiday", 2, minute=11),
    ),
    hour(
        "“Per went to sea every August, and I waved.” So that is August. Better between us, though not said to "
        "the end.",
        repair(RepairStrategy.LINK_ELSEWHERE, "holiday", 3, minute=19, closes_as="partly"),
    ),
    hour("Shoes worn, concert sung. The hummer next to her is called Maureen and is deaf on the left."),
    hour("The names for the baby. Nobody has asked her. She has one, and told me.", minutes=45),
    hour("Ordinary hour. Knees, Maureen, the boiler. It was good to be ordinary."),
    missed("Boiler man. Cancelled with apologies and a description of the boiler."),
    hour(
        "The baby has come: a girl. She was shown a picture on the telephone by the neighbour’s son, as she had "
        "not found the button.",
        connection(Marker.MOVED_EACH_OTHER, 5, intensity=4),
    ),
    hour("They named her Pernille. Ingrid said nothing for some minutes and then: “They did ask, after all.”"),
    hour("Passport. Fear of the flight; fear of being a guest in her daughter’s house."),
)

SECOND_YEAR = (
    hour(
        "Guest: what does one do as a guest? Makes no noise, strips the bed. We wrote down where she learnt it: "
        "an evacuee’s daughter, in other people’s kitchens.",
        connection(Marker.VOICED_HIDDEN, 33, actor="client", intensity=3),
    ),
    hour("Packing. She takes the good shoes for a baby that cannot walk."),
    hour(
        "From Canada, by video, from the laundry room. Whispered. They are kind to her, and she strips the bed.",
        gap=2,
        format=SessionFormat.VIDEO,
        client_rated=False,
    ),
    hour(
        "Home. On the last day she left the bed unmade. The daughter found it and came to the airport with the "
        "sheet in her hand, laughing.",
        connection(Marker.NEW_POSSIBILITY, 12, actor="client", intensity=4, countered="guest"),
        gap=1,
    ),
    hour("Jet lag and emptiness. The flat has an echo now."),
    hour("Bought a high chair for nobody, for visits."),
    hour(
        "I moved the hour for a course of mine, the second time this quarter. She said “of course” before I had "
        "finished.",
        disconnection(
            RUPTURE,
            Marker.APPEASING,
            46,
            intensity=2,
            contribution=3,
            frame=FrameTopic.TIME,
            before="I asked her to come two days later instead.",
            re_enacted="guest",
            opens="course",
        ),
    ),
    hour(
        "Asked about that “of course”. She had looked forward to it, as it happens: that is market day. She "
        "laughed at my worried face. I had made something out of nothing, and take it out.",
        closed=("course", EpisodeStatus.WITHDRAWN),
    ),
    hour("The market, a scarf, Maureen’s hearing aid."),
    hour("Reads to the second form once a week now. They call her Mrs Ingrid."),
    hour(
        "One of the children asked if she was very old. “Yes,” she said, and was pleased with it all week.",
        connection(Marker.SHARED_LAUGHTER, 9, intensity=3),
    ),
    hour("Per’s boat. It has stood at the yard for five years, at forty pounds a month."),
    hour(
        "I asked what the boat was waiting for. Too neat. She looked at me as at a pupil who has been told the answer.",
        disconnection(MISATTUNEMENT, Marker.REJECTS_INTERVENTION, 25, intensity=2, contribution=3),
        reflection="Clever at her expense.",
    ),
    hour(
        "She had been to see the boat. There are wrens in it. She told me, not in order to say that I had been right."
    ),
    missed("Away for her sister’s hip."),
    hour("The sister cannot be pleased. They had one good evening, over a jigsaw of the Alps."),
    hour("Sleep is better. She noticed it only when telling me.", client_rated=False),
    hour(
        "I said that I shall be away for three weeks next month. “I shall mind,” she said. And then: “There.”",
        connection(Marker.DISAGREED_SAFELY, 40, actor="client", intensity=4, countered="guest"),
        reflection="A year and a half for three words. I could have cheered.",
    ),
    hour("The boat again: she will sell it when the wrens have gone, not sooner."),
    hour("A tired hour. She had read three classes instead of one."),
    hour("After the break. “I minded. At half past five.” A card from the second form, with a boat on it.", gap=3),
    hour("Her heart: a murmur, probably harmless. Waiting for the appointment is the worst of it."),
    hour("Harmless. She bought Maureen lunch."),
    missed("Forgot. Rang next morning, shaken at having forgotten.", Attendance.NO_SHOW),
    hour(
        "Forgetting. Her mother’s last years. She asked me straight out whether I had noticed anything. I have "
        "not, and said so.",
        connection(Marker.FELT_UNDERSTOOD, 13, intensity=3),
    ),
    hour("The memory clinic: nothing amiss. “A mind like a loft,” said the doctor. She liked that.", felt=0.3),
    hour("The wrens have gone. The boat goes to the neighbour’s son, for a pound."),
    hour("Handing over the boat. He asked her to name it. She is thinking."),
    hour(
        "I took up a name for the boat before she had. She let me, and then spoke of the weather, and so on "
        "until the end.",
        disconnection(
            RUPTURE,
            Marker.TOPIC_SHIFT,
            31,
            intensity=2,
            contribution=4,
            clarity="clear",
            before="I said that it might be called Pernille.",
            contexts=(ContextAxis.ROLE,),
            re_enacted="guest",
            opens="boat",
        ),
        intention="Give the name back to her.",
    ),
    hour(
        "She came with a cough, and I let the hour go to the cough. Neither of us mentioned the boat.",
        felt=-0.3,
        seen=-0.3,
        told=Told(strength=3, talked_about=False, sentence="Perhaps next time."),
        intention="The boat. Do not let it go to the cough again.",
    ),
)

STORY = Story(
    code="QR-003",
    name="Ingrid",
    slot=0,
    time=datetime.time(17, 30),
    level=5.6,
    frame={
        FrameTopic.TIME: "Weekly. My absences are announced four weeks ahead.",
        FrameTopic.FEE: "Forty a session, paid quarterly.",
    },
    images={
        "guest": Image(
            text="I am a guest wherever I am, and guests make no noise.",
            origin="Her mother, in other people’s kitchens.",
            belief="My place is lent to me.",
            lesson="Somebody minds when I am away, and says so.",
            strategy="Is brief, useful and amusing; speaks of others, or of the weather.",
            paradox="Longs to be at home with somebody, and comes as a visitor, so that nobody can show her the door.",
        )
    },
    good_from=(3, 4, 4, 4, 4),
    good_to=(5, 5, 5, 6, 6),
    consents=tuple(ConsentKind),
    social_words="“My mother cleaned for other people. I had the keys of a whole school, and I still go in by the side "
    "door. Since Per died nobody sees me in a shop. Old is not ill, you may write that down.”",
    places={
        ContextAxis.CLASS: SocialLocation.BETWEEN,
        ContextAxis.GENDER: SocialLocation.MARGIN,
        ContextAxis.CULTURE: SocialLocation.CENTRE,
        ContextAxis.ABILITY: SocialLocation.CENTRE,
    },
    seen_from=(4, 4, 3),
    seen_to=(6, 6, 5),
    answers_from=41,
    hours=FIRST_YEAR + SECOND_YEAR,
)
