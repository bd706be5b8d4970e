"""Phrases that Whisper learned from subtitles and writes where nobody speaks.

They are a hint, never a reason by themselves: every one of them may really be said. Sources: our own runs over noise
(docs/recognition.md) and the lists that openai/whisper discussions 679 and 928 collect.
"""

import re

_PHRASES = """
you
oh oh
oh oh oh
thank you
thank you very much
thank you so much
thank you for watching
thanks for watching
thank you for watching and see you next time
please subscribe
please subscribe to my channel
like and subscribe
see you next time
see you in the next video
bye
bye bye
i'm sorry
i'm going to go
subtitles by the amara org community
transcription by castingwords
untertitel der amara org community
untertitelung des zdf 2020
untertitel im auftrag des zdf für funk 2017
vielen dank
vielen dank fürs zuschauen
bis zum nächsten mal
tschüss
sous titres réalisés par la communauté d'amara org
sous titrage société radio canada
merci d'avoir regardé cette vidéo
merci
subtítulos realizados por la comunidad de amara org
gracias
gracias por ver el video
sottotitoli creati dalla comunità amara org
sottotitoli e revisione a cura di qtss
grazie
legendas pela comunidade amara org
obrigado
ondertiteling door de amara org gemeenschap
продолжение следует
субтитры сделал dimatorzok
редактор субтитров а синецкая корректор а егорова
спасибо за просмотр
спасибо
ご視聴ありがとうございました
ありがとうございました
字幕由amara org社区提供
请不吝点赞 订阅 转发 打赏支持明镜与点点栏目
谢谢观看
谢谢
시청해주셔서 감사합니다
감사합니다
"""


def _normalized(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower()))


_KNOWN = frozenset(_normalized(line) for line in _PHRASES.strip().splitlines())


def is_known_phantom(text: str) -> bool:
    """Whether the whole text is one of the known phrases, or has no word at all (". . .")."""
    bare = _normalized(text)
    return not bare or bare in _KNOWN
