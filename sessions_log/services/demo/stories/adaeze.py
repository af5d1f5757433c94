"""Adaeze: a controlling image imposed by the therapist, taken to supervision, and what became of it."""

import datetime

from sessions_log.services.demo.story import Image, Story, connection, disconnection, hour, missed, repair
from sessions_log.vocabulary import (
    ConsentKind,
    ContextAxis,
    FrameTopic,
    Marker,
    MomentKind,
    RepairStrategy,
    SocialLocation,
)

BEFORE = (
    hour(
        "Solicitor, thirty-four. Lost her father three months ago and took two days off. “Everyone says how "
        "well I’m doing.” She asked what my experience was of working with Black women. I answered as it is: "
        "some, not much.",
        connection(
            Marker.FELT_UNDERSTOOD,
            44,
            intensity=2,
            contexts=(ContextAxis.RACE,),
            before="I said that I would get things wrong, and would want to hear it.",
        ),
    ),
    hour("The funeral, which she arranged from her desk. Her brothers wept; somebody had to find the caterer."),
    hour(
        "Her father’s voice messages. She has kept forty and plays none. Played me one. We sat.",
        connection(Marker.MOVED_EACH_OTHER, 25, intensity=4, before="His laugh at the end of the message."),
        reflection="I did not know where to look, and stayed. I think that it was right.",
    ),
    hour("Office. A partner praised her composure before the whole team. She wanted to throw her coffee at him."),
    hour(
        "She slept nine hours and felt guilty. Talked of being tired as of a language that she is not allowed "
        "to speak.",
        connection(Marker.VOICED_HIDDEN, 31, actor="client", intensity=3, countered="strong"),
    ),
    missed("Cancelled, hearing brought forward. Asked for another hour that week; I had none."),
    hour(
        "Began with her diary on her knees. I took the last cancelled hour for a hint and went looking for it; "
        "it was only a hearing. She put me right, kindly.",
        disconnection(MomentKind.MISATTUNEMENT, Marker.REJECTS_INTERVENTION, 8, intensity=2, contribution=2),
    ),
    hour(
        "Anniversary of his diagnosis. Cried in the lift at work, and one of the cleaners held her hand. Her "
        "name is Bea."
    ),
    hour(
        "She wonders about a leave of absence. Would not say the word to her managing partner. Practised it "
        "here, twice.",
        connection(Marker.NEW_POSSIBILITY, 37, actor="client", intensity=3),
        intention="Ask whether she has said it. Be on the side of leave.",
    ),
)

BREACH = (
    hour(
        "She had not asked for leave and was ashamed. I said: “You are so strong, you will manage this too.” "
        "Silence. She said: “There it is.” I asked what. “That’s what they all say before they leave me to it.” "
        "I asked whether she felt safe to go on today; she did, with the window open. I said that what I had "
        "said was wrong and that I would take it to my supervisor this week. Told her how a complaint can be "
        "made, in writing too.",
        disconnection(
            MomentKind.BREACH,
            Marker.CONTROLLING_IMAGE,
            21,
            actor="therapist",
            intensity=5,
            contribution=5,
            clarity="clear",
            contexts=(ContextAxis.RACE, ContextAxis.GENDER),
            before="She said that she could not ask for leave.",
            re_enacted="strong",
            opens="strong",
            chose=("breach_towards_client",),
        ),
        reflection="I could not bear her shame and handed her a compliment. A white woman telling a Black woman "
        "that she is strong. I knew it before the sentence was over.",
        intention="Supervision before the next hour. Her safety first, my relief last.",
        felt=-0.6,
        seen=-0.8,
        addendum="Discussed with Ben in supervision, two days later. Agreed: name the harm without asking her "
        "to comfort me; no interpretation of her anger; offer a colleague if she wants one; note kept.",
        duties="strong",
    ),
    hour(
        "I said what I had done, in one sentence, and that it was mine. Did not ask to be forgiven. She: “I’m "
        "deciding whether to come back.” I said that I would keep her hour either way, and named two "
        "colleagues. She took the card and left the check blank.",
        repair(
            RepairStrategy.OWN_CONTRIBUTION,
            "strong",
            3,
            minute=3,
            before="She sat down with her coat on.",
            contexts=(ContextAxis.RACE,),
        ),
        client_rated=False,
        seen=-0.9,
        reflection="The wish to be told that I am not like the others. Ben: “That is yours to carry home.”",
    ),
    missed("Cancelled by e-mail: “I need a week.” I answered that the hour stays hers."),
    hour(
        "She came back. Angry, at length and well, with me and with all of them. I listened and said little. "
        "“You didn’t explain yourself. I was waiting for it.”",
        repair(RepairStrategy.VALIDATE, "strong", 3, minute=17, before="“Do you know how many people have said that?”"),
        connection(Marker.DISAGREED_SAFELY, 30, actor="client", intensity=4, contexts=(ContextAxis.RACE,)),
        felt=-1.8,
        seen=-0.6,
        intention="Do not hurry to well again. The episode stays open until she closes it.",
    ),
    hour(
        "She has asked for leave: six weeks. Her managing partner said: “But you’re our rock.” She told me, and "
        "looked at me, and we both laughed, not lightly. She says that she trusts me with about two thirds.",
        repair(
            RepairStrategy.SHOW_BEING_MOVED,
            "strong",
            4,
            minute=28,
            before="“Two thirds. Don’t get comfortable.”",
            countered="strong",
        ),
        felt=-1.0,
        intention="Two thirds is a lot. Ask about the other third some time, not soon.",
    ),
)

STORY = Story(
    code="QR-022",
    name="Adaeze",
    slot=0,
    time=datetime.time(15, 30),
    level=5.7,
    frame={
        FrameTopic.LANGUAGE: "Either may stop the other over a word; it is talked about there and then.",
        FrameTopic.TIME: "Weekly. If a hearing moves the hour, she tells me as soon as she knows.",
    },
    images={
        "strong": Image(
            text="Strong women like me need nothing from anyone.",
            origin="Said to her by teachers, partners and managers since school.",
            belief="To need somebody would prove them right.",
            strategy="Carries it alone, well dressed.",
            paradox="Wants somebody beside her, and shows only the part that needs nobody.",
            is_controlling=True,
        )
    },
    good_from=(3, 4, 4, 4, 4),
    good_to=(4, 5, 5, 5, 4),
    consents=tuple(ConsentKind),
    social_words="“I am the only Black woman on my floor who does not clean it. Race comes first and never alone: they "
    "say strong, and mean that I need nothing. Money is not the trouble any more. Here I am waiting to see whether I "
    "have to translate.”",
    places={
        ContextAxis.RACE: SocialLocation.MARGIN,
        ContextAxis.GENDER: SocialLocation.MARGIN,
        ContextAxis.CLASS: SocialLocation.BETWEEN,
    },
    seen_from=(5, 4, 3),
    seen_to=(4, 5, 5),
    hours=BEFORE + BREACH,
)
