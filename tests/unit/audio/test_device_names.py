import pytest

from dictate.audio.device_names import name_now

USB = "alsa_input.usb-Blue_Yeti-00"


@pytest.mark.parametrize(
    ("wanted", "present"),
    [
        ("bluez_source.00_16_94_31_8F_B3.headset_head_unit", "bluez_source.00_16_94_31_8F_B3.handsfree_head_unit"),
        ("bluez_source.00_16_94_31_8F_B3.headset_head_unit", "bluez_input.00:16:94:31:8F:B3"),
        ("bluez_input.00_16_94_31_8f_b3.0", "bluez_input.00_16_94_31_8F_B3.1"),
        (f"{USB}.analog-stereo", f"{USB}.mono-fallback"),
    ],
)
def test_a_device_is_known_again_under_another_profile(wanted: str, present: str) -> None:
    assert name_now(wanted, ["alsa_input.pci-0000_00_1f.3.analog-stereo", present]) == present


@pytest.mark.parametrize(
    "present",
    [
        ["bluez_input.00:16:94:31:8F:B4"],
        [f"{USB}2.analog-stereo", "alsa_input.usb-Blue_Yeti-01.analog-stereo"],
        # A card with two microphones: nobody knows which of them is meant.
        [f"{USB}.analog-stereo", f"{USB}.iec958-stereo"],
        [],
    ],
)
def test_another_device_does_not_stand_for_it(present: list[str]) -> None:
    assert name_now(f"{USB}.mono-fallback", present) is None
    assert name_now("bluez_input.00:16:94:31:8F:B3", present) is None


def test_a_name_that_is_there_is_that_device_whatever_is_beside_it() -> None:
    assert name_now(f"{USB}.analog-stereo", [f"{USB}.mono-fallback", f"{USB}.analog-stereo"]) == f"{USB}.analog-stereo"


def test_a_name_of_no_known_form_stands_for_itself_alone() -> None:
    assert name_now("microphone.left", ["microphone.right"]) is None
