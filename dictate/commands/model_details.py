"""`dictate models set` and `dictate models card`: one model's own settings, and what its author says."""

import argparse
import sys
from dataclasses import asdict

from dictate.errors import DictateError
from dictate.models import card, own_settings
from dictate.models.own_settings import KEYS
from dictate.models.store import ModelStore
from dictate.translation.catalogue import translated
from dictate.wording.message import message


def add_parsers(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    setting = actions.add_parser(
        "set",
        help="settings of one model, which stand over the program's",
        description=message(
            "Settings that count as long as this model is chosen, from the next dictation on. An empty value "
            "takes a setting back; without any, they are printed. Settings: {keys}.",
            keys=", ".join(KEYS),
        ),
    )
    setting.add_argument("name", help="the name of an installed model")
    setting.add_argument("setting", nargs="*", metavar="KEY=VALUE", help="such as language=he or beam_size=5")
    setting.set_defaults(action_function=_set)

    show = actions.add_parser("card", help="show the model card: what its author says about it")
    show.add_argument("name", help="the name of an installed model")
    show.set_defaults(action_function=_card)


def _set(arguments: argparse.Namespace) -> int:
    model = ModelStore().get(arguments.name)
    folder = model.folder
    settings = own_settings.load(folder)
    for each in arguments.setting:
        key, equals, value = each.partition("=")
        if not equals:
            raise DictateError(
                message("'{text}' sets nothing.", text=each[:60]), "Write KEY=VALUE, such as language=he."
            )
        settings = own_settings.with_value(settings, key, value)
        own_settings.require_known(settings.language, model)
    if arguments.setting:
        own_settings.save(settings, folder)
    for key, value in asdict(settings).items():
        if value:
            print(f"{key}={value}")
    return 0


def _card(arguments: argparse.Namespace) -> int:
    text = card.body(ModelStore().get(arguments.name).folder)
    if not text:
        print(translated(message("{name} came without a card.", name=arguments.name)), file=sys.stderr)
        return 1
    print(text)
    return 0
