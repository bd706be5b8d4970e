"""Words that tell whether a sentence goes on where two segments meet, by language.

Only words whose role hardly depends on context: what is missing here leaves a joint as the recognizer wrote it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class JointWords:
    """`never_last` cannot end a sentence; `continues`, written small, goes on with one.

    `ordinary` are further words that are no names: they may be written small in the middle of a sentence.
    """

    never_last: frozenset[str]
    continues: frozenset[str]
    ordinary: frozenset[str]

    def is_ordinary(self, word: str) -> bool:
        return word in self.ordinary or word in self.never_last or word in self.continues


def _words(never_last: str, continues: str, ordinary: str) -> JointWords:
    return JointWords(frozenset(never_last.split()), frozenset(continues.split()), frozenset(ordinary.split()))


_NO_WORDS = _words("", "", "")

_BY_LANGUAGE = {
    "en": _words(
        never_last="a an the my your our their its every and or but nor because if unless whether than of from into "
        "onto upon between very",
        continues="and or but nor because if unless whether than that which who whom whose where when while as like "
        "of in on at by for with without from into onto upon to through between among about against under over "
        "before after until since except especially is are was were be been being am has have had having do does "
        "did can could would shall should might must not so then",
        ordinary="he she it we they you this these those there here his her him them us me what how why now also "
        "yes no well maybe perhaps first second next finally please let just even still all some any both each "
        "another one two three more most many much such only however therefore otherwise",
    ),
    "de": _words(
        never_last="der die das den dem des ein eine einen einem einer eines mein meine dein deine sein seine "
        "unser unsere und oder aber sondern denn weil wenn ob dass als wie von vom zum zur im am beim sehr",
        continues="und oder aber sondern denn weil wenn ob dass als wie der die das den dem welche welcher welches "
        "von vom zu zum zur im in am an auf für mit ohne bei beim nach vor über unter durch gegen um seit bis "
        "während obwohl damit ist sind war waren hat haben hatte hatten wird werden wurde wurden kann können muss "
        "müssen soll sollen will wollen nicht so dann",
        ordinary="er es wir ich du man dies diese dieser dieses jener hier dort da jetzt auch ja nein vielleicht "
        "erstens zweitens dann danach außerdem jedoch deshalb daher trotzdem also noch nur schon sehr ein eine",
    ),
    "fr": _words(
        never_last="le la les l un une des du de d mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs "
        "et ou mais ni car si que qui dont au aux très chaque",
        continues="et ou mais ni car si que qui dont où quand lorsque comme parce puisque de du des à au aux en dans "
        "sur sous par pour avec sans entre vers chez depuis jusque est sont était étaient a ont avait avaient sera "
        "peut peuvent doit doivent pas plus",
        ordinary="il elle on nous vous ils elles je tu ce cet cette ces ici là maintenant aussi oui non peut-être "
        "ensuite enfin donc alors cependant pourtant encore tout tous le la les un une",
    ),
    "es": _words(
        never_last="el la los las un una unos unas de del al mi mis tu tus su sus nuestro nuestra y e o u pero ni "
        "porque si que cuyo muy cada",
        continues="y e o u pero ni porque si que quien cuyo donde cuando como mientras aunque de del a al en con sin "
        "por para sobre entre desde hasta hacia es son era eran está están ha han había habían será puede pueden "
        "debe deben no",
        ordinary="él ella nosotros ellos ellas yo tú usted ustedes este esta estos estas ese esa eso aquí ahí ahora "
        "también sí quizás luego después entonces además todavía todo todos el la los las un una",
    ),
    "it": _words(
        never_last="il lo la i gli le un uno una di del della dei delle mio mia tuo tua suo sua e o ma né perché se "
        "che cui molto ogni",
        continues="e o ma né perché se che cui dove quando come mentre benché di del della a al alla in nel nella "
        "con su per tra fra da dal dalla è sono era erano ha hanno aveva avevano sarà può possono deve devono non",
        ordinary="lui noi voi io tu questo questa questi queste quello qui lì ora anche sì forse poi dopo "
        "allora inoltre ancora tutto tutti il lo la un una",
    ),
    "pt": _words(
        never_last="o a os as um uma uns umas de do da dos das meu minha teu tua seu sua e ou mas nem porque se que "
        "cujo muito cada",
        continues="e ou mas nem porque se que quem cujo onde quando como enquanto embora de do da dos das a ao à em "
        "no na nos nas com sem por para sobre entre desde até é são era eram está estão tem têm tinha tinham será "
        "pode podem deve devem não",
        ordinary="ele ela nós eles elas eu tu você vocês este esta estes estas esse isso aqui aí agora também sim "
        "talvez depois então além ainda tudo todos um uma",
    ),
    "nl": _words(
        never_last="de het een mijn jouw zijn haar ons onze hun en of maar want omdat als dat die dan van naar zeer "
        "elke elk",
        continues="en of maar want omdat als dat die dan wie wat waar wanneer terwijl hoewel van naar in op aan bij "
        "met zonder voor door over onder tussen sinds tot is zijn was waren heeft hebben had hadden wordt worden "
        "werd kan kunnen moet moeten zal zullen niet",
        ordinary="hij zij ze het wij we ik jij je u deze dit hier daar nu ook ja nee misschien eerst daarna toen "
        "echter daarom dus nog alle een de",
    ),
}


def joint_words(language: str) -> JointWords:
    """The table of a language; an empty one for a language that has none."""
    return _BY_LANGUAGE.get(language, _NO_WORDS)
